import { Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { FailedMailsService } from './failed-mails.service.ts';
import { RetriedMails, ServerHealth } from './server-health.dto.ts';
import { ServerHealthService } from './server-health.service.ts';

@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin')
export class ServerHealthController {
  constructor(
    private readonly health: ServerHealthService,
    private readonly failedMails: FailedMailsService,
  ) {}

  /** How the server, its neighbours and its mail are. For administrators; made to be asked again and again. */
  @Get('health')
  @Problems('forbidden')
  look(@CurrentCaller() caller: Caller): Promise<ServerHealth> {
    return this.health.read(caller);
  }

  /** Gives mails that failed another go, at once. For administrators; it is written down in the audit log. */
  @Post('mails/retry')
  @HttpCode(HttpStatus.OK)
  @Problems('forbidden')
  retryMails(@CurrentCaller() caller: Caller): Promise<RetriedMails> {
    return this.failedMails.retry(caller);
  }
}
