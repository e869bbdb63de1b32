import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiCookieAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { Login, LogOut } from '../auth.dto.ts';
import { LoginResponses } from '../login/login-responses.ts';
import { ProviderPage } from '../providers/oidc.dto.ts';
import { ProviderSignOutService } from '../provider-logout/provider-sign-out.service.ts';
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
    private readonly signOuts: ProviderSignOutService,
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

  /**
   * Ends this session: its tokens, cookies and sockets. With `everywhere` it is answered with the page of the provider that
   * signs out there as well, where the session began at one that has such a page.
   */
  @Post('logout')
  @ApiOperation({ operationId: 'authLogout' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOkResponse({ type: ProviderPage, description: 'The page of the provider to open next' })
  @ApiCookieAuth()
  @ApiHeader({ name: 'X-XSRF-TOKEN', description: 'The value of the XSRF-TOKEN cookie', required: true })
  @Problems('unauthenticated', 'xsrf_token_mismatch', 'origin_not_allowed')
  async logout(
    @Body() { everywhere }: LogOut,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ProviderPage | undefined> {
    const token = this.cookies.refreshToken(request);
    const url = everywhere ? await this.signOuts.pageFor(token) : undefined;
    await this.sessions.endByToken(token);
    this.cookies.clear(response);
    if (url === undefined) return undefined;
    response.status(HttpStatus.OK);
    return { url };
  }
}
