import { Injectable } from '@nestjs/common';
import { mayManageServer } from '../shared/admin.policy.ts';
import { AuditService } from '../audit/audit.service.ts';
import type { Caller } from '../common/caller.ts';
import { Database } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { MailService } from '../mail/mail.service.ts';
import type { RetriedMails } from './server-health.dto.ts';

/** Retries failed mails for administrators. */
@Injectable()
export class FailedMailsService {
  constructor(
    private readonly mails: MailService,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  async retry(caller: Caller): Promise<RetriedMails> {
    if (!mayManageServer(caller.role)) throw new Problem('forbidden');
    const ids = await this.database.transaction(async (tx) => {
      const ids = await this.mails.retryFailed(tx);
      const act = { actorId: caller.userId, detail: { count: String(ids.length) } };
      await this.audit.record('mails_retried', act, tx);
      return ids;
    });
    for (const id of ids) this.mails.dispatch(id);
    return { retried: ids.length };
  }
}
