import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, OptionalCaller, Public } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { limits } from '../shared/limits.ts';
import { VERSION } from '../common/version.ts';
import { ServerInfo } from './server-info.dto.ts';

@ApiTags('operations')
@Public()
@Controller('server')
export class ServerController {
  constructor(private readonly config: Config) {}

  /** What a client needs to know before sign-in. */
  @Get()
  show(@OptionalCaller() caller?: Caller): ServerInfo {
    const { REGISTRATION, GUEST_ACCESS, MAILBOX_URL } = this.config.env;
    const { messageBody, usernameMax, roomCode } = limits;
    return {
      version: VERSION,
      registration: REGISTRATION,
      guestAccess: GUEST_ACCESS,
      limits: { messageBody, usernameMax, roomCode },
      virusScan: caller?.role === 'admin' ? this.config.scanner !== undefined : null,
      mailboxUrl: MAILBOX_URL ?? null,
    };
  }
}
