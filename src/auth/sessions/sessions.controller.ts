import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { ChangePassword, SessionPage } from '../auth.dto.ts';
import { PasswordService } from '../passwords/password.service.ts';
import { SessionsService } from './sessions.service.ts';

/** The sessions and the password of the caller. */
@ApiTags('auth')
@ApiBearerAuth()
@Controller('auth')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordService,
  ) {}

  /** The caller's sessions, most recently used first. */
  @Get('sessions')
  async list(@CurrentCaller() caller: Caller): Promise<SessionPage> {
    return { items: await this.sessions.list(caller), next: null };
  }

  /** Ends a session of the caller: its tokens and sockets. */
  @Delete('sessions/:id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('not_found')
  end(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.sessions.endOwn(caller, id);
  }

  /** Ends all other sessions of the caller. Personal tokens go on. */
  @Delete('sessions')
  @HttpCode(HttpStatus.NO_CONTENT)
  endOthers(@CurrentCaller() caller: Caller): Promise<void> {
    return this.sessions.endAll(caller.userId, 'revoked', { session: caller.sessionId, tokens: true });
  }

  /** Changes the password and ends all other sessions. Personal tokens go on. */
  @Post('change-password')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Problems('invalid_credentials')
  changePassword(@CurrentCaller() caller: Caller, @Body() input: ChangePassword): Promise<void> {
    return this.passwords.change(caller, input);
  }
}
