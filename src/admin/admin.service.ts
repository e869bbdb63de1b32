import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import type { AuditPage, FindAudit } from '../audit/audit.dto.ts';
import { SessionsService } from '../auth/sessions/sessions.service.ts';
import { DomainEvents } from '../common/domain-events.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { summaryOf } from '../users/user.view.ts';
import { AccountChanged, ProfileChanged } from '../users/users.service.ts';
import { AccountChangesService } from './account-changes.service.ts';
import { AccountsService } from './accounts.service.ts';
import type { Account, UpdateAccount } from './admin.dto.ts';
import { maySeeAudit, mayManageAccount } from '../shared/admin.policy.ts';

/** Changes accounts and reads the audit log. */
@Injectable()
export class AdminService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
    private readonly announcements: DomainEvents,
    private readonly changes: AccountChangesService,
  ) {}

  async updateAccount(caller: Caller, userId: string, changes: UpdateAccount): Promise<Account> {
    const user = await this.changes.apply(caller, userId, changes);
    await this.announcements.publish(new ProfileChanged(summaryOf(user)));
    await this.announcements.publish(new AccountChanged(userId));
    return this.accounts.view(caller, user);
  }

  async endSessions(caller: Caller, userId: string): Promise<void> {
    const user = await this.accounts.get(caller, userId);
    if (!mayManageAccount(caller.role, user.role, userId === caller.userId)) throw new Problem('forbidden');
    await this.sessions.endAll(userId, 'revoked');
    await this.audit.record('session_ended', { actorId: caller.userId, targetId: userId });
  }

  async auditLog(caller: Caller, query: FindAudit): Promise<AuditPage> {
    if (!maySeeAudit(caller.role)) throw new Problem('forbidden');
    if (!query.cursor) await this.audit.record('audit_read', { actorId: caller.userId });
    const found = await this.audit.find(query);
    const named = found.items.flatMap(({ actorId, targetId }) => [actorId, targetId]).filter((id) => id !== null);
    return { ...found, people: await this.accounts.summaries(named) };
  }
}
