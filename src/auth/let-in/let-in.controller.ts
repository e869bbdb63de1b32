import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { Login } from '../auth.dto.ts';
import { LoginResponses } from '../login/login-responses.ts';
import { SignInDevices } from '../sessions/sign-in-devices.ts';
import { LetIn } from './let-in.dto.ts';
import { LetInService } from './let-in.service.ts';

@ApiTags('auth')
@Public()
@Controller('auth/let-in')
export class LetInController {
  constructor(
    private readonly signIns: LetInService,
    private readonly devices: SignInDevices,
    private readonly responses: LoginResponses,
  ) {}

  /** Signs in by the link that the operator of the machine has printed (`npm run admin -- let-in`). It works once. */
  @Post()
  @ApiOperation({ operationId: 'authLetIn' })
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_token', 'invalid_credentials')
  async letIn(
    @Body() { token }: LetIn,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Login> {
    return this.responses.signedIn(response, await this.signIns.signIn(token, await this.devices.of(request)));
  }
}
