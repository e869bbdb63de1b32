import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { Login } from '../auth.dto.ts';
import { LoginResponses } from '../login/login-responses.ts';
import { SignInDevices } from '../sessions/sign-in-devices.ts';
import { FactorSetupSignInService } from './factor-setup-sign-in.service.ts';
import { SecondFactorSignInService } from './second-factor-sign-in.service.ts';
import {
  BeginSecondFactor,
  GiveSecondFactor,
  LoginWithRecoveryCodes,
  SetUpSecondFactor,
  TotpSetup,
} from './second-factor.dto.ts';

@ApiTags('auth')
@Public()
@Controller('auth')
export class SecondFactorController {
  constructor(
    private readonly signIns: SecondFactorSignInService,
    private readonly setups: FactorSetupSignInService,
    private readonly devices: SignInDevices,
    private readonly responses: LoginResponses,
  ) {}

  /**
   * Completes a sign-in with the second factor. Wrong codes count for the account, whatever the ticket and the address,
   * and make each next one wait.
   */
  @Post('second-factor')
  @ApiOperation({ operationId: 'authSecondFactor' })
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_second_factor', 'invalid_credentials')
  async signIn(
    @Body() input: GiveSecondFactor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Login> {
    return this.responses.signedIn(response, await this.signIns.signIn(input, await this.devices.of(request)));
  }

  /** A secret for an authenticator app, for a sign-in that needs a second factor and has none to give. */
  @Post('second-factor/setup/options')
  @ApiOperation({ operationId: 'authBeginSecondFactorSetup' })
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_second_factor')
  beginSetup(@Body() { ticket }: BeginSecondFactor): Promise<TotpSetup> {
    return this.setups.begin(ticket);
  }

  /** Turns the authenticator app on, and completes the sign-in. */
  @Post('second-factor/setup')
  @ApiOperation({ operationId: 'authSetUpSecondFactor' })
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_second_factor', 'invalid_code', 'invalid_credentials')
  async setUp(
    @Body() input: SetUpSecondFactor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LoginWithRecoveryCodes> {
    const { tokens, recoveryCodes } = await this.setups.signIn(input, await this.devices.of(request));
    return { ...(await this.responses.signedIn(response, tokens)), recoveryCodes };
  }
}
