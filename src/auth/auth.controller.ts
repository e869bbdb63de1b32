import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiCookieAuth, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { UsersService } from '../users/users.service.ts';
import { ACCESS_TOKEN_LIFE } from './access-tokens.ts';
import { Accepted, Credentials, Login, Register, ResendCode, VerifyEmail } from './auth.dto.ts';
import { LoginService } from './login.service.ts';
import { RegistrationService } from './registration.service.ts';
import { SessionCookies } from './session-cookies.ts';
import { type Device, SessionsService, type Tokens } from './sessions.service.ts';

const SENT: Accepted = { detail: 'If this address can be used, a mail is on its way.' };

const deviceOf = (request: Request): Device => ({
  name: (request.header('user-agent') ?? 'unknown').slice(0, 200),
  ip: request.ip ?? 'unknown',
});

@ApiTags('auth')
@Public()
@Controller('auth')
export class AuthController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly logins: LoginService,
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
    private readonly cookies: SessionCookies,
  ) {}

  /** Asks for an account. The answer is the same whether the address is known or not; the mail says which. */
  @Post('register')
  @HttpCode(HttpStatus.ACCEPTED)
  @Problems('username_taken', 'registration_closed')
  async register(@Body() input: Register, @Req() request: Request): Promise<Accepted> {
    await this.registrations.register(input, deviceOf(request).ip);
    return SENT;
  }

  /** Proves the address by the mailed code: the account exists from now on and is signed in. */
  @Post('verify-email')
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_code', 'username_taken')
  async verifyEmail(
    @Body() input: VerifyEmail,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Login> {
    return this.signedIn(response, await this.registrations.verifyEmail(input, deviceOf(request)));
  }

  /** Sends another code; the one before stops working. */
  @Post('resend-code')
  @HttpCode(HttpStatus.ACCEPTED)
  async resendCode(@Body() { email }: ResendCode): Promise<Accepted> {
    await this.registrations.resendCode(email);
    return SENT;
  }

  /** Signs in. The refresh token is set as a cookie, beside a readable XSRF-TOKEN cookie. */
  @Post('login')
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_credentials', 'email_not_verified')
  async login(
    @Body() input: Credentials,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Login> {
    return this.signedIn(response, await this.logins.login(input, deviceOf(request)));
  }

  /** Trades the refresh cookie for a new pair of tokens. Each refresh token works once. */
  @Post('refresh')
  @HttpCode(HttpStatus.OK)
  @ApiCookieAuth()
  @ApiHeader({ name: 'X-XSRF-TOKEN', description: 'The value of the XSRF-TOKEN cookie', required: true })
  @Problems('unauthenticated', 'session_ended', 'refresh_reused', 'xsrf_token_mismatch', 'origin_not_allowed')
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Login> {
    return this.signedIn(response, await this.sessions.refresh(this.cookies.refreshToken(request)));
  }

  /** Ends this session: its tokens, cookies and sockets. */
  @Post('logout')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiCookieAuth()
  @ApiHeader({ name: 'X-XSRF-TOKEN', description: 'The value of the XSRF-TOKEN cookie', required: true })
  @Problems('unauthenticated', 'xsrf_token_mismatch', 'origin_not_allowed')
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.endByToken(this.cookies.refreshToken(request));
    this.cookies.clear(response);
  }

  private async signedIn(response: Response, tokens: Tokens): Promise<Login> {
    this.cookies.set(response, tokens);
    const { accessToken, userId } = tokens;
    return { accessToken, expiresIn: ACCESS_TOKEN_LIFE, user: await this.users.ownProfile(userId) };
  }
}
