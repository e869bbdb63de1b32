import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { SignInTickets } from '../admission/sign-in-tickets.ts';
import { Login } from '../auth.dto.ts';
import { LoginResponses } from '../login/login-responses.ts';
import { SignInDevices } from '../sessions/sign-in-devices.ts';
import { AskPasskeyOptions, PasskeyRequestOptions, SignInWithPasskey } from './passkey.dto.ts';
import { PasskeyCheck } from './passkey-check.ts';
import { PasskeySignInService } from './passkey-sign-in.service.ts';

@ApiTags('auth')
@Public()
@Controller('auth/passkey')
export class PasskeySignInController {
  constructor(
    private readonly signIns: PasskeySignInService,
    private readonly check: PasskeyCheck,
    private readonly tickets: SignInTickets,
    private readonly devices: SignInDevices,
    private readonly responses: LoginResponses,
  ) {}

  /** Asks for a passkey: beside the password by its ticket, or alone, which is answered the same for everybody. */
  @Post('options')
  @ApiOperation({ operationId: 'authPasskeyOptions' })
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_second_factor')
  async options(@Body() { ticket }: AskPasskeyOptions): Promise<PasskeyRequestOptions> {
    if (ticket === undefined) return this.check.askAnybody();
    return this.check.askOwn((await this.tickets.find('sign-in', ticket)).userId);
  }

  /** Signs in by a passkey alone. */
  @Post()
  @ApiOperation({ operationId: 'authPasskey' })
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_credentials')
  async signIn(
    @Body() { passkey }: SignInWithPasskey,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Login> {
    return this.responses.signedIn(response, await this.signIns.signIn(passkey, await this.devices.of(request)));
  }
}
