import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { isLastAdmin, mustGivePassword } from '../../users/users.policy.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { lockUnchangedAccount } from '../passwords/unchanged-account.ts';
import { AccountAnonymizer } from './account-anonymizer.ts';
import { OwnerConfirmation } from './owner-confirmation.ts';

/** Deletes accounts: at their owner's or an administrator's request, and those of guests who do not come back. */
@Injectable()
export class AccountDeletionService {
  constructor(
    private readonly confirmation: OwnerConfirmation,
    private readonly users: UsersRepository,
    private readonly anonymizer: AccountAnonymizer,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  async remove(caller: Caller, password: string): Promise<void> {
    const checked = mustGivePassword(caller.role) && (await this.confirmation.confirm(caller, password));
    const deleted = await this.database.transaction(async (tx) => {
      if (caller.role === 'admin' && isLastAdmin(caller.role, await this.users.lockAdmins(tx)))
        throw new Problem('last_admin');
      if (checked) await lockUnchangedAccount(tx, checked);
      const deleted = await this.anonymizer.anonymize(tx, caller.userId, 'account_deleted');
      await this.audit.record('account_deleted', { actorId: caller.userId, targetId: caller.userId }, tx);
      return deleted;
    });
    await this.anonymizer.announce(deleted);
  }

  /**
   * Deletes the account of a person who has left, for an administrator.
   * @param authorize called with both accounts under the locks; it throws to refuse
   * @throws Problem `user_not_found`, `last_admin`
   */
  async erase(
    actorId: string,
    userId: string,
    authorize: (actor: UserEntity, user: UserEntity) => void,
  ): Promise<void> {
    const deleted = await this.database.transaction(async (tx) => {
      const admins = await this.users.lockAdmins(tx);
      const actor = await this.users.byId(actorId, tx);
      const user = await tx.findOne(UserEntity, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
      if (!actor || actor.disabledAt) throw new Problem('forbidden');
      if (!user || user.deletedAt || user.kind === 'bot') throw new Problem('user_not_found');
      authorize(actor, user);
      if (!user.disabledAt && isLastAdmin(user.role, admins)) throw new Problem('last_admin');
      await this.audit.record('account_deleted', { actorId, targetId: userId }, tx);
      return this.anonymizer.anonymize(tx, userId, 'account_deleted');
    });
    await this.anonymizer.announce(deleted);
  }

  /**
   * Deletes a guest who was not seen for a month. The row lock and the check of the role make sure that it happens
   * once.
   */
  async expireGuest(guestId: string): Promise<void> {
    const deleted = await this.database.transaction(async (tx) => {
      const guest = await tx.findOne(UserEntity, {
        where: { id: guestId, role: 'guest' },
        lock: { mode: 'pessimistic_write' },
      });
      if (!guest) return undefined;
      await this.audit.record('guest_expired', { targetId: guestId }, tx);
      return this.anonymizer.anonymize(tx, guestId, 'revoked');
    });
    if (deleted) await this.anonymizer.announce(deleted);
  }
}
