import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Caller, OptionalCaller, Public } from '../../common/caller.ts';
import { Deferrable } from '../../common/limits/overload.guard.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { MAIL_ACCEPTED } from '../accounts/account-mails.ts';
import { Accepted, Login, Register, Registered, ResendCode, VerifyEmail } from '../auth.dto.ts';
import { LoginResponses } from '../login/login-responses.ts';
import { CodeResendService } from './code-resend.service.ts';
import { EmailVerificationService } from './email-verification.service.ts';
import { RegistrationService } from './registration.service.ts';
import { RegistrationVisitors } from './registration-visitors.ts';

@ApiTags('auth')
@Public()
@Controller('auth')
export class RegistrationController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly verification: EmailVerificationService,
    private readonly resends: CodeResendService,
    private readonly visitors: RegistrationVisitors,
    private readonly responses: LoginResponses,
  ) {}

  /**
   * Requests an account. The response is the same for known and unknown addresses; the mail differs. A guest who sends
   * their token retains their identity. A cookie marks the browser: the code that is mailed opens what was registered
   * from there. With an invitation that was mailed the account exists at once, and is signed in.
   */
  @Post('register')
  @Deferrable()
  @ApiOperation({ operationId: 'authRegister' })
  @HttpCode(HttpStatus.ACCEPTED)
  @Problems('username_taken', 'registration_closed', 'email_domain_not_allowed', 'invitation_not_valid')
  async register(
    @Body() input: Register,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @OptionalCaller() caller?: Caller,
  ): Promise<Registered> {
    const guest = caller?.role === 'guest' ? caller : undefined;
    const secret = this.visitors.giveSecret(request, response);
    const { device } = await this.visitors.of(request);
    const tokens = await this.registrations.register(input, { device, secret, guest });
    return { ...MAIL_ACCEPTED, login: tokens && (await this.responses.signedIn(response, tokens)) };
  }

  /**
   * Verifies the address by the mailed code; the account exists from now on and is signed in. Without the cookie of the
   * registration the password is needed as well (`password_required`) when several registrations wait for the address.
   */
  @Post('verify-email')
  @Deferrable()
  @ApiOperation({ operationId: 'authVerifyEmail' })
  @HttpCode(HttpStatus.OK)
  @Problems(
    'invalid_code',
    'password_required',
    'invalid_credentials',
    'registration_closed',
    'email_domain_not_allowed',
    'invitation_not_valid',
    'username_taken',
  )
  async verifyEmail(
    @Body() input: VerifyEmail,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Login> {
    const { device, secret } = await this.visitors.of(request);
    return this.responses.signedIn(response, await this.verification.verifyEmail(input, device, secret));
  }

  /** Sends another code; the previous code stops working. */
  @Post('resend-code')
  @Deferrable()
  @ApiOperation({ operationId: 'authResendCode' })
  @HttpCode(HttpStatus.ACCEPTED)
  @Problems('registration_closed')
  async resendCode(@Body() { email }: ResendCode, @Req() request: Request): Promise<Accepted> {
    await this.resends.resendCode(email, this.visitors.secretOf(request), request.ip ?? '');
    return MAIL_ACCEPTED;
  }
}
