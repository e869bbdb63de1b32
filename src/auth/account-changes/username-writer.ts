import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { Problem } from '../../common/problem.ts';
import { FormerUsernamesRepository } from '../../users/former-usernames.repository.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { summaryOf } from '../../users/user.view.ts';
import { usernameKeys } from '../../users/username.ts';
import { hasOwnEmail } from '../../users/users.policy.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { ProfileChanged } from '../../users/users.service.ts';
import { rethrowUsernameTaken } from '../registration/username-availability.ts';

/** Gives people another user name, and announces it. The former name of an account is held for them. */
@Injectable()
export class UsernameWriter {
  constructor(
    private readonly users: UsersRepository,
    private readonly formerNames: FormerUsernamesRepository,
    private readonly audit: AuditService,
    private readonly database: Database,
    private readonly announcements: DomainEvents,
  ) {}

  /** @throws Problem `user_not_found`, or `username_taken` when another request was faster */
  async write(userId: string, username: string, actorId: string): Promise<void> {
    const user = await this.database
      .transaction(async (tx) => {
        const before = await this.users.lockById(tx, userId);
        if (!before || before.deletedAt) throw new Problem('user_not_found');
        return before.username === username ? undefined : this.rename(tx, before, username, actorId);
      })
      .catch(rethrowUsernameTaken);
    if (user) await this.announcements.publish(new ProfileChanged(summaryOf(user)));
  }

  /**
   * Announce the account after the commit; a unique violation means that the name is another account's.
   * @param before locked
   */
  async rename(tx: Tx, before: UserEntity, username: string, actorId: string): Promise<UserEntity> {
    const { id } = before;
    const keys = usernameKeys(username);
    await tx.update(UserEntity, { id }, { username, ...keys });
    await this.formerNames.release(tx, keys.usernameKey);
    if (hasOwnEmail(before.role) && keys.usernameKey !== before.usernameKey) await this.formerNames.hold(tx, before);
    const detail = { from: before.username, to: username };
    await this.audit.record('username_changed', { actorId, targetId: id, detail }, tx);
    return tx.findOneByOrFail(UserEntity, { id });
  }
}
