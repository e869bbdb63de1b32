import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../common/caller.ts';
import { Deferrable } from '../../common/limits/overload.guard.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { GuestsService } from '../accounts/guests.service.ts';
import { Credentials, EnterAsGuest, Login } from '../auth.dto.ts';
import { LoginResponses } from './login-responses.ts';
import { LoginService } from './login.service.ts';
import { SignInDevices } from '../sessions/sign-in-devices.ts';

@ApiTags('auth')
@Public()
@Controller('auth')
export class LoginController {
  constructor(
    private readonly logins: LoginService,
    private readonly guests: GuestsService,
    private readonly devices: SignInDevices,
    private readonly responses: LoginResponses,
  ) {}

  /**
   * Signs in. The refresh token is set as a cookie, together with a readable XSRF-TOKEN cookie. A person with a second
   * factor is refused with a ticket for `POST /auth/second-factor`, unless `totp` came along.
   */
  @Post('login')
  @ApiOperation({ operationId: 'authLogin' })
  @HttpCode(HttpStatus.OK)
  @Problems(
    'invalid_credentials',
    'second_factor_required',
    'second_factor_setup_required',
    'invalid_second_factor',
    'password_sign_in_off',
    'email_not_verified',
  )
  async login(
    @Body() input: Credentials,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Login> {
    return this.responses.signedIn(response, await this.logins.login(input, await this.devices.of(request)));
  }

  /** Signs in a guest by a name alone. Guests may create rooms and join by code. An invited guest is in its rooms at once. */
  @Post('guest')
  @Deferrable()
  @ApiOperation({ operationId: 'authGuest' })
  @Problems('username_taken', 'guests_not_allowed', 'invitation_not_valid')
  async guest(
    @Body() names: EnterAsGuest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Login> {
    return this.responses.signedIn(response, await this.guests.enter(names, await this.devices.of(request)));
  }
}
