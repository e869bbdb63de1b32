import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { Login } from '../auth.dto.ts';
import { Problem } from '../../common/problem.ts';
import { LoginResponses } from '../login/login-responses.ts';
import { PasskeyCreationOptions } from '../passkeys/passkey.dto.ts';
import { PasskeySetupSignInService } from '../passkeys/passkey-setup-sign-in.service.ts';
import type { SignInDevice } from '../sessions/session-tokens.ts';
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
    private readonly passkeySetups: PasskeySetupSignInService,
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

  /** A secret for an authenticator app, or the options of a new passkey: for a sign-in that needs a second factor and has none to give. */
  @Post('second-factor/setup/options')
  @ApiOperation({ operationId: 'authBeginSecondFactorSetup' })
  @HttpCode(HttpStatus.OK)
  @ApiExtraModels(TotpSetup, PasskeyCreationOptions)
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(TotpSetup) }, { $ref: getSchemaPath(PasskeyCreationOptions) }] },
  })
  @Problems('invalid_second_factor', 'forbidden')
  beginSetup(@Body() { ticket, method }: BeginSecondFactor): Promise<TotpSetup | PasskeyCreationOptions> {
    return method === 'totp' ? this.setups.begin(ticket) : this.passkeySetups.begin(ticket);
  }

  /** Turns the authenticator app on or adds the passkey, and completes the sign-in. */
  @Post('second-factor/setup')
  @ApiOperation({ operationId: 'authSetUpSecondFactor' })
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_second_factor', 'invalid_code', 'invalid_credentials')
  async setUp(
    @Body() input: SetUpSecondFactor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LoginWithRecoveryCodes> {
    const { tokens, recoveryCodes } = await this.signInWithNew(input, await this.devices.of(request));
    return { ...(await this.responses.signedIn(response, tokens)), recoveryCodes };
  }

  private signInWithNew({ ticket, totp, passkey, name }: SetUpSecondFactor, device: SignInDevice) {
    if (totp !== undefined && passkey === undefined) return this.setups.signIn(ticket, totp, device);
    if (totp !== undefined || passkey === undefined)
      throw new Problem('invalid_input', undefined, { totp: ['or passkey is needed, and one of them'] });
    if (name === undefined) throw new Problem('invalid_input', undefined, { name: ['is needed for a passkey'] });
    return this.passkeySetups.signIn(ticket, { name, passkey }, device);
  }
}
