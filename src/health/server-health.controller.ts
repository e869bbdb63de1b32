import { Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { Scope } from '../common/token-access.ts';
import { FailedMailsService } from './failed-mails.service.ts';
import { RetriedMails, ServerHealth, TestMail } from './server-health.dto.ts';
import { ServerHealthService } from './server-health.service.ts';
import { TestMailService } from './test-mail.service.ts';

@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin')
export class ServerHealthController {
  constructor(
    private readonly health: ServerHealthService,
    private readonly failedMails: FailedMailsService,
    private readonly testMails: TestMailService,
  ) {}

  /**
   * The state of the server, its processes, its dependencies and its mail. For administrators; suitable for polling.
   */
  @Get('health')
  @Scope('admin:read')
  @Problems('forbidden')
  look(@CurrentCaller() caller: Caller): Promise<ServerHealth> {
    return this.health.read(caller);
  }

  /** Retries failed mails at once. For administrators; recorded in the audit log. */
  @Post('mails/retry')
  @Scope('admin:write')
  @HttpCode(HttpStatus.OK)
  @Problems('forbidden')
  retryMails(@CurrentCaller() caller: Caller): Promise<RetriedMails> {
    return this.failedMails.retry(caller);
  }

  /** Sends a test mail to the caller's own address. For administrators. */
  @Post('mails/test')
  @Scope('admin:write')
  @HttpCode(HttpStatus.ACCEPTED)
  @Problems('forbidden')
  sendTestMail(@CurrentCaller() caller: Caller): Promise<TestMail> {
    return this.testMails.send(caller);
  }
}
