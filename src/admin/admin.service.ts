import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import type { AuditPage, FindAudit } from '../audit/audit.dto.ts';
import { SessionsService } from '../auth/sessions/sessions.service.ts';
import { DomainEvents } from '../common/domain-events.ts';
import type { Caller } from '../common/caller.ts';
import { Database } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { summaryOf } from '../users/user.view.ts';
import { isLastAdmin } from '../users/users.policy.ts';
import { ProfileChanged } from '../users/users.service.ts';
import { AccountsService } from './accounts.service.ts';
import type { Account, UpdateAccount } from './admin.dto.ts';
import { mayGiveRole, maySeeAudit, mayManageAccount } from '../shared/admin.policy.ts';

/** Changes accounts and reads the audit log. */
@Injectable()
export class AdminService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
    private readonly database: Database,
    private readonly announcements: DomainEvents,
  ) {}

  async updateAccount(caller: Caller, userId: string, { role, disabled }: UpdateAccount): Promise<Account> {
    const { user, ended } = await this.database.transaction(async (tx) => {
      const admins = await this.accounts.lockAdmins(tx);
      const user = await this.accounts.get(caller, userId, tx);
      const self = userId === caller.userId;
      if (role !== undefined && role !== user.role) {
        if (!mayGiveRole(caller.role, user.role, role, self)) throw new Problem('forbidden');
        if (isLastAdmin(user.role, admins)) throw new Problem('last_admin');
        const act = { actorId: caller.userId, targetId: userId, detail: { from: user.role, to: role } };
        await this.audit.record('role_changed', act, tx);
        user.role = role;
      }
      if (disabled !== undefined && disabled !== (user.disabledAt !== null)) {
        if (!mayManageAccount(caller.role, user.role)) throw new Problem('forbidden');
        user.disabledAt = disabled ? new Date() : null;
        const act = { actorId: caller.userId, targetId: userId };
        await this.audit.record(disabled ? 'account_disabled' : 'account_enabled', act, tx);
      }
      await tx.save(user);
      return { user, ended: user.disabledAt && (await this.sessions.endAllIn(tx, userId, 'account_disabled')) };
    });
    if (ended) this.sessions.announceEnd(ended);
    await this.announcements.publish(new ProfileChanged(summaryOf(user)));
    return this.accounts.view(user);
  }

  async endSessions(caller: Caller, userId: string): Promise<void> {
    const user = await this.accounts.get(caller, userId);
    if (!mayManageAccount(caller.role, user.role)) throw new Problem('forbidden');
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
