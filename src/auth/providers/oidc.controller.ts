import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Caller, OptionalCaller, Public } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { SignInDevices } from '../sessions/sign-in-devices.ts';
import { FlowCookie } from './flow-cookie.ts';
import { ProviderPage, StartAtProvider } from './oidc.dto.ts';
import { ProviderReturnService } from './provider-return.service.ts';
import { ProviderStartService } from './provider-start.service.ts';

const PROVIDER = { name: 'provider', description: 'The id of a provider, as `GET /server` lists them' };

/** Signing in through providers of OpenID Connect. */
@ApiTags('auth')
@Public()
@Controller('auth/oidc/:provider')
export class OidcController {
  constructor(
    private readonly starts: ProviderStartService,
    private readonly returns: ProviderReturnService,
    private readonly devices: SignInDevices,
    private readonly cookie: FlowCookie,
  ) {}

  /** Begins at a provider: open the page that is answered. A cookie of ten minutes binds the way back to this browser. */
  @Post('start')
  @ApiOperation({ operationId: 'authStartAtProvider' })
  @ApiParam(PROVIDER)
  @HttpCode(HttpStatus.OK)
  @Problems('not_found', 'unauthenticated', 'confirmation_required', 'forbidden', 'provider_unavailable')
  async start(
    @Param('provider') provider: string,
    @Body() input: StartAtProvider,
    @OptionalCaller() caller: Caller | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ProviderPage> {
    const { url, secret } = await this.starts.start(provider, input, request.ip ?? 'unknown', caller);
    this.cookie.set(response, secret);
    return { url };
  }

  /**
   * Where the provider sends the browser back to. It goes on to `/entered` with the cookies of a session, to the second
   * factor, or to `/sign-in?problem=` with `sign_in_failed`, `account_exists` or `provider_unavailable`; after `connect` and
   * `confirm` to the page that was asked for, with `problem` where it failed.
   */
  @Get('callback')
  @ApiOperation({ operationId: 'authReturnFromProvider' })
  @ApiParam(PROVIDER)
  @ApiResponse({ status: HttpStatus.SEE_OTHER, description: 'To a page of this site, whatever came of it' })
  async callback(
    @Param('provider') provider: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const query = new URLSearchParams(request.originalUrl.split('?').slice(1).join('?'));
    const returned = { provider, query, secret: this.cookie.take(request, response) };
    const path = await this.returns.take(response, returned, await this.devices.of(request));
    response.redirect(HttpStatus.SEE_OTHER, path);
  }
}
