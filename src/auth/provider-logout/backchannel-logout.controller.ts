import { Controller, HttpCode, HttpStatus, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Public } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { ProviderLogouts } from './provider-logouts.ts';

/** Where providers tell that a person has signed out there. */
@ApiTags('auth')
@Public()
@Controller('auth/oidc/:provider/backchannel-logout')
export class BackchannelLogoutController {
  constructor(private readonly logouts: ProviderLogouts) {}

  /** OpenID Connect Back-Channel Logout: ends the sessions that a provider names by a signed token, and cuts their sockets. */
  @Post()
  @ApiOperation({ operationId: 'authBackchannelLogout' })
  @ApiParam({ name: 'provider', description: 'The id of a provider, as `GET /server` lists them' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({
    schema: { type: 'object', required: ['logout_token'], properties: { logout_token: { type: 'string' } } },
  })
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_token', 'not_found', 'provider_unavailable')
  async logOut(@Param('provider') provider: string, @Req() request: Request): Promise<void> {
    // Whatever else the provider sends along is its own affair.
    const { logout_token: token } = (request.body ?? {}) as { logout_token?: unknown };
    await this.logouts.take(provider, token, request.ip ?? 'unknown');
  }
}
