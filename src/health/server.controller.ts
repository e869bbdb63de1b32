import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { type Caller, OptionalCaller, Public } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { limits } from '../shared/limits.ts';
import { VERSION } from '../common/version.ts';
import { FirstAdministratorCheck } from './first-administrator-check.ts';
import { isSameLocalUser } from './local-user.ts';
import { ServerAddressService } from './server-address.service.ts';
import { FindServer, ServerInfo } from './server-info.dto.ts';

@ApiTags('operations')
@Public()
@Controller('server')
export class ServerController {
  constructor(
    private readonly config: Config,
    private readonly addresses: ServerAddressService,
    private readonly administrators: FirstAdministratorCheck,
  ) {}

  /** What a client needs to know before sign-in. */
  @Get()
  async show(
    @Req() request: Request,
    @Query() { origin }: FindServer,
    @OptionalCaller() caller?: Caller,
  ): Promise<ServerInfo> {
    const { REGISTRATION, GUEST_ACCESS, MAILBOX_URL } = this.config.env;
    const { messageBody, usernameMax, roomCode } = limits;
    return {
      version: VERSION,
      registration: REGISTRATION,
      guestAccess: GUEST_ACCESS,
      limits: { messageBody, usernameMax, roomCode },
      virusScan: caller?.role === 'admin' ? this.config.scanner !== undefined : null,
      mailboxUrl: await this.mailboxFor(request, caller),
      mailCaught: MAILBOX_URL !== undefined,
      needsAdministrator: await this.administrators.isMissing(),
      openAt: this.addresses.insteadOf(origin, request),
      addresses: caller && caller.role !== 'guest' ? this.addresses.toHandOn(request) : [],
    };
  }

  /** The codes and links of everybody are in it: only for administrators and for the user who started this server. */
  private async mailboxFor(request: Request, caller?: Caller): Promise<string | null> {
    const { MAILBOX_URL } = this.config.env;
    if (MAILBOX_URL === undefined) return null;
    return caller?.role === 'admin' || (await isSameLocalUser(request)) ? MAILBOX_URL : null;
  }
}
