import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiCookieAuth, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Caller, OptionalCaller, Public } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { UsersService } from '../users/users.service.ts';
import { ACCESS_TOKEN_SECONDS } from './access-tokens/access-token.service.ts';
import { Accepted, Credentials, EnterAsGuest, ForgotPassword, Login } from './auth.dto.ts';
import { Register, ResendCode, ResetPassword, VerifyEmail } from './auth.dto.ts';
import { GuestsService } from './accounts/guests.service.ts';
import { LoginService } from './login/login.service.ts';
import { PasswordResetService } from './passwords/password-reset.service.ts';
import { RegistrationService } from './registration/registration.service.ts';
import { SessionCookies } from './sessions/session-cookies.ts';
import type { SessionTokens, SignInDevice } from './sessions/session-tokens.ts';
import { SessionsService } from './sessions/sessions.service.ts';
import { TokenRefreshService } from './sessions/token-refresh.service.ts';

const MAIL_ACCEPTED: Accepted = { detail: 'If this address can be used, a mail is on its way.' };

@ApiTags('auth')
@Public()
@Controller('auth')
export class AuthController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly logins: LoginService,
    private readonly sessions: SessionsService,
    private readonly tokens: TokenRefreshService,
    private readonly guests: GuestsService,
    private readonly resets: PasswordResetService,
    private readonly users: UsersService,
    private readonly cookies: SessionCookies,
  ) {}

  /**
   * Asks for an account. The answer is the same whether the address is known or not; the mail says which. A guest who
   * sends their token keeps their identity.
   */
  @Post('register')
  @HttpCode(HttpStatus.ACCEPTED)
  @Problems('username_taken', 'registration_closed')
  async register(
    @Body() input: Register,
    @Req() request: Request,
    @OptionalCaller() caller?: Caller,
  ): Promise<Accepted> {
    const guest = caller?.role === 'guest' ? caller : undefined;
    await this.registrations.register(input, request.ip ?? '', guest);
    return MAIL_ACCEPTED;
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
    return this.signedIn(response, await this.registrations.verifyEmail(input, this.deviceOf(request)));
  }

  /** Sends another code; the one before stops working. */
  @Post('resend-code')
  @HttpCode(HttpStatus.ACCEPTED)
  async resendCode(@Body() { email }: ResendCode): Promise<Accepted> {
    await this.registrations.resendCode(email);
    return MAIL_ACCEPTED;
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
    return this.signedIn(response, await this.logins.login(input, this.deviceOf(request)));
  }

  /** Trades the refresh cookie for a new pair of tokens. Each refresh token works once. */
  @Post('refresh')
  @HttpCode(HttpStatus.OK)
  @ApiCookieAuth()
  @ApiHeader({ name: 'X-XSRF-TOKEN', description: 'The value of the XSRF-TOKEN cookie', required: true })
  @Problems('unauthenticated', 'session_ended', 'refresh_reused', 'xsrf_token_mismatch', 'origin_not_allowed')
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Login> {
    return this.signedIn(response, await this.tokens.refresh(this.cookies.refreshToken(request)));
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

  /** Lets somebody in by a name alone. They may make rooms and join by code. */
  @Post('guest')
  @Problems('username_taken', 'guests_not_allowed')
  async guest(
    @Body() { username }: EnterAsGuest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Login> {
    return this.signedIn(response, await this.guests.enter(username, this.deviceOf(request)));
  }

  /** Mails a link to choose a new password. The answer is the same for every address. */
  @Post('forgot-password')
  @HttpCode(HttpStatus.ACCEPTED)
  async forgotPassword(@Body() { email }: ForgotPassword): Promise<Accepted> {
    await this.resets.forgot(email);
    return MAIL_ACCEPTED;
  }

  /** Chooses a new password by the mailed link. Every session of the account ends. */
  @Post('reset-password')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Problems('invalid_token')
  resetPassword(@Body() input: ResetPassword, @Req() request: Request): Promise<void> {
    return this.resets.reset(input, request.ip ?? '');
  }

  private deviceOf(request: Request): SignInDevice {
    const name = (request.header('user-agent') ?? 'unknown').slice(0, 200);
    return { name, ip: request.ip ?? 'unknown', knownUserId: this.cookies.knownUserId(request) };
  }

  private async signedIn(response: Response, tokens: SessionTokens): Promise<Login> {
    const { accessToken, userId } = tokens;
    this.cookies.set(response, tokens);
    this.cookies.setDevice(response, userId);
    return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, user: await this.users.ownProfile(userId) };
  }
}
