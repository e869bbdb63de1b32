import { Body, Controller, HttpCode, HttpStatus, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Public } from '../../common/caller.ts';
import { Deferrable } from '../../common/limits/overload.guard.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { MAIL_ACCEPTED } from '../accounts/account-mails.ts';
import { Accepted, ForgotPassword, ResetPassword } from '../auth.dto.ts';
import { PasswordResetService } from './password-reset.service.ts';

@ApiTags('auth')
@Public()
@Controller('auth')
export class PasswordResetController {
  constructor(private readonly resets: PasswordResetService) {}

  /** Mails a link to set a new password. The response is the same for every address. */
  @Post('forgot-password')
  @Deferrable()
  @ApiOperation({ operationId: 'authForgotPassword' })
  @HttpCode(HttpStatus.ACCEPTED)
  async forgotPassword(@Body() { email }: ForgotPassword, @Req() request: Request): Promise<Accepted> {
    await this.resets.forgot(email, request.ip ?? '');
    return MAIL_ACCEPTED;
  }

  /** Sets a new password by the mailed link. Every session of the account ends. */
  @Post('reset-password')
  @Deferrable()
  @ApiOperation({ operationId: 'authResetPassword' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @Problems('invalid_token')
  resetPassword(@Body() input: ResetPassword, @Req() request: Request): Promise<void> {
    return this.resets.reset(input, request.ip ?? '');
  }
}
