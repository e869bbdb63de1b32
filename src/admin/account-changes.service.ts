import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import { SessionsService } from '../auth/sessions/sessions.service.ts';
import type { Caller } from '../common/caller.ts';
import { Database, type Tx } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { mayGiveRole, mayManageAccount, maySeeAccounts } from '../shared/admin.policy.ts';
import type { Role } from '../shared/roles.ts';
import type { UserEntity } from '../users/user.entity.ts';
import { isLastAdmin } from '../users/users.policy.ts';
import { UsersRepository } from '../users/users.repository.ts';
import type { UpdateAccount } from './admin.dto.ts';
import { AdminMails } from './admin-mails.ts';

/** A change of an account, as it is under the locks. */
interface Change {
  tx: Tx;
  caller: Caller;
  /** The caller's role under the lock: of two administrators who demote each other, the second is none any more. */
  mine: Role;
  user: UserEntity;
  roleBefore: Role;
  /** True when the server would be left without an administrator. */
  isLastAdmin: boolean;
}

/** Gives accounts a role, and disables and enables them. All administrators are locked, so that one remains. */
@Injectable()
export class AccountChangesService {
  constructor(
    private readonly users: UsersRepository,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
    private readonly mails: AdminMails,
    private readonly database: Database,
  ) {}

  /** @throws Problem `user_not_found`, `forbidden` or `last_admin` */
  async apply(caller: Caller, userId: string, { role, disabled }: UpdateAccount): Promise<UserEntity> {
    const { user, mailId, ended } = await this.database.transaction(async (tx) => {
      const change = await this.lock(tx, caller, userId);
      const { user } = change;
      const wasAdmin = isActiveAdmin(user);
      if (role !== undefined && role !== user.role) await this.giveRole(change, role);
      if (disabled !== undefined && disabled !== (user.disabledAt !== null)) await this.setDisabled(change, disabled);
      const isTold = wasAdmin && !isActiveAdmin(user) && userId !== caller.userId;
      const mailId = isTold ? await this.mails.adminRightsEnded(tx, user, caller.userId) : undefined;
      await tx.save(user);
      const ended = await (user.disabledAt
        ? this.sessions.endAllIn(tx, userId, 'account_disabled')
        : this.sessions.endTooWeakIn(tx, userId, user.role));
      return { user, mailId, ended };
    });
    this.sessions.announceEnd(ended);
    if (mailId) this.mails.dispatch(mailId);
    return user;
  }

  private async lock(tx: Tx, caller: Caller, userId: string): Promise<Change> {
    const admins = await this.users.lockAdmins(tx);
    const actor = await this.users.byId(caller.userId, tx);
    if (!actor || actor.disabledAt || !maySeeAccounts(actor.role)) throw new Problem('forbidden');
    const user = userId === caller.userId ? actor : await this.users.byId(userId, tx);
    // Bots have no role to give, and their owners.
    if (!user || user.deletedAt || user.kind === 'bot') throw new Problem('user_not_found');
    const isLast = isActiveAdmin(user) && isLastAdmin(user.role, admins);
    return { tx, caller, mine: actor.role, user, roleBefore: user.role, isLastAdmin: isLast };
  }

  private async giveRole({ tx, caller, mine, user, isLastAdmin }: Change, role: Role): Promise<void> {
    if (!mayGiveRole(mine, user.role, role, user.id === caller.userId)) throw new Problem('forbidden');
    if (isLastAdmin) throw new Problem('last_admin');
    const detail = { from: user.role, to: role };
    await this.audit.record('role_changed', { actorId: caller.userId, targetId: user.id, detail }, tx);
    user.role = role;
  }

  private async setDisabled({ tx, caller, mine, user, ...change }: Change, disabled: boolean): Promise<void> {
    if (!mayManageAccount(mine, change.roleBefore, user.id === caller.userId)) throw new Problem('forbidden');
    if (change.isLastAdmin) throw new Problem('last_admin');
    const action = disabled ? 'account_disabled' : 'account_enabled';
    await this.audit.record(action, { actorId: caller.userId, targetId: user.id }, tx);
    user.disabledAt = disabled ? new Date() : null;
  }
}

const isActiveAdmin = ({ role, disabledAt }: UserEntity): boolean => role === 'admin' && disabledAt === null;
