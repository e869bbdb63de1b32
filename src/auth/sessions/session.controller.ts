import { Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiCookieAuth, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { Login } from '../auth.dto.ts';
import { LoginResponses } from '../login/login-responses.ts';
import { SessionCookies } from './session-cookies.ts';
import { SessionsService } from './sessions.service.ts';
import { TokenRefreshService } from './token-refresh.service.ts';

/** The session of the request's own cookie: continued and ended. `SessionsController` lists all of a user. */
@ApiTags('auth')
@Public()
@Controller('auth')
export class SessionController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly tokens: TokenRefreshService,
    private readonly cookies: SessionCookies,
    private readonly responses: LoginResponses,
  ) {}

  /** Exchanges the refresh cookie for a new pair of tokens. Each refresh token works once; a refusal clears its cookie. */
  @Post('refresh')
  @ApiOperation({ operationId: 'authRefresh' })
  @HttpCode(HttpStatus.OK)
  @ApiCookieAuth()
  @ApiHeader({ name: 'X-XSRF-TOKEN', description: 'The value of the XSRF-TOKEN cookie', required: true })
  @Problems('unauthenticated', 'session_ended', 'refresh_reused', 'xsrf_token_mismatch', 'origin_not_allowed')
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Login> {
    const token = this.cookies.refreshToken(request);
    try {
      return await this.responses.signedIn(response, await this.tokens.refresh(token));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.cookies.clear(response);
      throw error;
    }
  }

  /** Ends this session: its tokens, cookies and sockets. */
  @Post('logout')
  @ApiOperation({ operationId: 'authLogout' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiCookieAuth()
  @ApiHeader({ name: 'X-XSRF-TOKEN', description: 'The value of the XSRF-TOKEN cookie', required: true })
  @Problems('unauthenticated', 'xsrf_token_mismatch', 'origin_not_allowed')
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.endByToken(this.cookies.refreshToken(request));
    this.cookies.clear(response);
  }
}
