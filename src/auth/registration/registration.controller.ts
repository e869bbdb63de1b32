import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Caller, OptionalCaller, Public } from '../../common/caller.ts';
import { Deferrable } from '../../common/limits/overload.guard.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { MAIL_ACCEPTED } from '../accounts/account-mails.ts';
import { Accepted, Login, Register, ResendCode, VerifyEmail } from '../auth.dto.ts';
import { LoginResponses } from '../login/login-responses.ts';
import { EmailVerificationService } from './email-verification.service.ts';
import { RegistrationService } from './registration.service.ts';
import { SessionCookies } from '../sessions/session-cookies.ts';

@ApiTags('auth')
@Public()
@Controller('auth')
export class RegistrationController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly verification: EmailVerificationService,
    private readonly cookies: SessionCookies,
    private readonly responses: LoginResponses,
  ) {}

  /**
   * Requests an account. The response is the same for known and unknown addresses; the mail differs. A guest who sends
   * their token retains their identity.
   */
  @Post('register')
  @Deferrable()
  @ApiOperation({ operationId: 'authRegister' })
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

  /** Verifies the address by the mailed code; the account exists from now on and is signed in. */
  @Post('verify-email')
  @Deferrable()
  @ApiOperation({ operationId: 'authVerifyEmail' })
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_code', 'username_taken')
  async verifyEmail(
    @Body() input: VerifyEmail,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Login> {
    return this.responses.signedIn(
      response,
      await this.verification.verifyEmail(input, this.cookies.deviceOf(request)),
    );
  }

  /** Sends another code; the previous code stops working. */
  @Post('resend-code')
  @Deferrable()
  @ApiOperation({ operationId: 'authResendCode' })
  @HttpCode(HttpStatus.ACCEPTED)
  async resendCode(@Body() { email }: ResendCode): Promise<Accepted> {
    await this.registrations.resendCode(email);
    return MAIL_ACCEPTED;
  }
}
