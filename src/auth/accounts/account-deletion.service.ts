import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import type { Caller } from '../../common/caller.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import type { SessionEnd } from '../../transport/transport.dto.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { summaryOf } from '../../users/user.view.ts';
import { isLastAdmin, mustGivePassword } from '../../users/users.policy.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { ProfileChanged } from '../../users/users.service.ts';
import { PasswordService } from '../passwords/password.service.ts';
import { SessionsService } from '../sessions/sessions.service.ts';

/** An account was deleted. Its messages stay, without a name. */
export class AccountDeleted {
  constructor(readonly userId: string) {}
}

/** Deletes an account: its sessions, its data, its name. */
@Injectable()
export class AccountDeletionService {
  constructor(
    private readonly passwords: PasswordService,
    private readonly sessions: SessionsService,
    private readonly users: UsersRepository,
    private readonly audit: AuditService,
    private readonly database: Database,
    private readonly announcements: DomainEvents,
  ) {}

  async remove(caller: Caller, password: string): Promise<void> {
    if (mustGivePassword(caller.role)) await this.passwords.confirm(caller, password, 'password');
    const deleted = await this.database.transaction(async (tx) => {
      if (caller.role === 'admin' && isLastAdmin(caller.role, await this.users.lockAdmins(tx)))
        throw new Problem('last_admin');
      const deleted = await this.anonymise(tx, caller.userId);
      await this.audit.record('account_deleted', { actorId: caller.userId, targetId: caller.userId }, tx);
      return deleted;
    });
    await this.announce(deleted, 'account_deleted');
  }

  /** The same for a guest who was not seen for a month. The row lock and its role make sure that it happens once. */
  async expireGuest(guestId: string): Promise<void> {
    const deleted = await this.database.transaction(async (tx) => {
      const guest = await tx.findOne(UserEntity, {
        where: { id: guestId, role: 'guest' },
        lock: { mode: 'pessimistic_write' },
      });
      if (!guest) return undefined;
      await this.audit.record('guest_expired', { targetId: guestId }, tx);
      return this.anonymise(tx, guestId);
    });
    if (deleted) await this.announce(deleted, 'revoked');
  }

  private async announce(deleted: UserEntity, reason: SessionEnd): Promise<void> {
    await this.sessions.endAll(deleted.id, reason);
    await this.announcements.publish(new AccountDeleted(deleted.id));
    await this.announcements.publish(new ProfileChanged(summaryOf(deleted)));
  }

  /** The row stays as the author of its messages; all personal data is removed, and the name is free again. */
  private async anonymise(tx: Tx, id: string): Promise<UserEntity> {
    const username = `deleted_${randomBytes(5).toString('hex')}`;
    const deleted = await tx.findOneByOrFail(UserEntity, { id });
    const emptied = {
      email: null,
      emailKey: null,
      passwordHash: null,
      avatarKey: null,
      bio: '',
      statusText: '',
      preferences: {},
      language: null,
      lastSeenAt: null,
    };
    const names = { username, usernameKey: username, usernameSkeleton: username, displayName: 'Deleted account' };
    const now = new Date();
    return tx.save(Object.assign(deleted, emptied, names, { role: 'member', disabledAt: now, deletedAt: now }));
  }
}
