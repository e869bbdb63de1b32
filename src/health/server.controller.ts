import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { RelyingParty } from '../auth/passkeys/relying-party.ts';
import { type Caller, OptionalCaller, Public } from '../common/caller.ts';
import { AnyToken } from '../common/token-access.ts';
import { Config } from '../common/config.ts';
import { ServerSettings } from '../common/settings/server-settings.ts';
import { logoUrl } from '../settings/settings.view.ts';
import { limits } from '../shared/limits.ts';
import { VERSION } from '../common/version.ts';
import { FirstAdministratorCheck } from './first-administrator-check.ts';
import { isSameLocalUser } from './local-user.ts';
import { ServerAddressService } from './server-address.service.ts';
import { FindServer, ServerInfo, type SignInWays } from './server-info.dto.ts';

@ApiTags('operations')
@Public()
@Controller('server')
export class ServerController {
  constructor(
    private readonly config: Config,
    private readonly settings: ServerSettings,
    private readonly addresses: ServerAddressService,
    private readonly administrators: FirstAdministratorCheck,
    private readonly party: RelyingParty,
  ) {}

  /** What a client needs to know before sign-in. */
  @Get()
  @AnyToken()
  async show(
    @Req() request: Request,
    @Query() { origin }: FindServer,
    @OptionalCaller() caller?: Caller,
  ): Promise<ServerInfo> {
    const { MAILBOX_URL } = this.config.env;
    const { messageBody, usernameMax, roomCode, file } = limits;
    return {
      version: VERSION,
      ...this.chosen(),
      limits: { messageBody, usernameMax, roomCode, file },
      signIn: this.waysToSignIn(),
      tokens: this.config.env.TOKENS,
      roomIntegrations: this.config.env.ROOM_INTEGRATIONS,
      mcp: this.config.env.MCP,
      push: this.config.push,
      calls: this.config.calls !== undefined,
      virusScan: caller?.role === 'admin' ? this.config.scanner !== undefined : null,
      mailboxUrl: await this.mailboxFor(request, caller),
      mailCaught: MAILBOX_URL !== undefined,
      needsAdministrator: await this.administrators.isMissing(),
      openAt: this.addresses.insteadOf(origin, request),
      addresses: caller && caller.role !== 'guest' ? this.addresses.toHandOn(request) : [],
    };
  }

  private waysToSignIn(): SignInWays {
    return {
      password: this.config.env.PASSWORD_SIGN_IN,
      passkeys: this.party.isUsable,
      passkeyAddress: this.party.isUsable ? this.party.origin : null,
      providers: this.config.providers.map(({ id, name }) => ({ id, name, icon: null })),
    };
  }

  private chosen() {
    const { values } = this.settings;
    const { registration, registrationDomains, guestAccess, serverName: name, accentColor } = values;
    return {
      name,
      logoUrl: logoUrl(values),
      accentColor,
      registration,
      registrationDomains: registration === 'domains' ? registrationDomains : [],
      guestAccess,
      inviteBy: this.config.env.INVITE_BY,
      emojiBy: this.config.env.EMOJI_BY,
    };
  }

  /** The codes and links of everybody are in it: only for administrators and for the user who started this server. */
  private async mailboxFor(request: Request, caller?: Caller): Promise<string | null> {
    const { MAILBOX_URL } = this.config.env;
    if (MAILBOX_URL === undefined) return null;
    return caller?.role === 'admin' || (await isSameLocalUser(request)) ? MAILBOX_URL : null;
  }
}
