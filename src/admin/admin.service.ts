import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import type { AuditPage, FindAudit } from '../audit/audit.dto.ts';
import { SessionsService } from '../auth/sessions/sessions.service.ts';
import { DomainEvents } from '../common/domain-events.ts';
import type { Caller } from '../common/caller.ts';
import { Database, type Tx } from '../common/database/database.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import type { UserEntity } from '../users/user.entity.ts';
import { summaryOf } from '../users/user.view.ts';
import { isLastAdmin } from '../users/users.policy.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { ProfileChanged } from '../users/users.service.ts';
import { accountView } from './account.view.ts';
import type { Account, AccountPage, FindAccounts, UpdateAccount } from './admin.dto.ts';
import { mayGiveRole, maySeeAccounts, maySeeAudit, mayManageAccount } from '../shared/admin.policy.ts';

/** Manages accounts and reads the audit log. */
@Injectable()
export class AdminService {
  constructor(
    private readonly users: UsersRepository,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
    private readonly database: Database,
    private readonly announcements: DomainEvents,
  ) {}

  async listAccounts(caller: Caller, { q = '', role, limit = 50, cursor }: FindAccounts): Promise<AccountPage> {
    if (!maySeeAccounts(caller.role)) throw new Problem('forbidden');
    const rows = await this.users.accounts(q, role, limit, cursorKeys(cursor, ['id'], ['']));
    return page(rows.map(accountView), limit, ({ id }) => [id]);
  }

  async updateAccount(caller: Caller, userId: string, { role, disabled }: UpdateAccount): Promise<Account> {
    const { user, ended } = await this.database.transaction(async (tx) => {
      // All administrators are locked, so that two cannot step down at once and leave none.
      const admins = await this.users.lockAdmins(tx);
      const user = await this.assertAccount(caller, userId, tx);
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
    return accountView(user);
  }

  async endSessions(caller: Caller, userId: string): Promise<void> {
    const user = await this.assertAccount(caller, userId);
    if (!mayManageAccount(caller.role, user.role)) throw new Problem('forbidden');
    await this.sessions.endAll(userId, 'revoked');
    await this.audit.record('session_ended', { actorId: caller.userId, targetId: userId });
  }

  async auditLog(caller: Caller, query: FindAudit): Promise<AuditPage> {
    if (!maySeeAudit(caller.role)) throw new Problem('forbidden');
    if (!query.cursor) await this.audit.record('audit_read', { actorId: caller.userId });
    const found = await this.audit.find(query);
    const named = found.items.flatMap(({ actorId, targetId }) => [actorId, targetId]).filter((id) => id !== null);
    const people = await this.users.byIds([...new Set(named)]);
    return { ...found, people: people.map(summaryOf) };
  }

  private async assertAccount(caller: Caller, userId: string, tx?: Tx): Promise<UserEntity> {
    if (!maySeeAccounts(caller.role)) throw new Problem('forbidden');
    const user = await this.users.byId(userId, tx);
    if (!user || user.deletedAt) throw new Problem('user_not_found');
    return user;
  }
}
