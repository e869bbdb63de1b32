import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import { AccountCorrectionWriter } from '../auth/account-changes/account-correction-writer.ts';
import type { Caller } from '../common/caller.ts';
import { Database } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { emailKeyOf } from '../common/validation/email-key.ts';
import { mayMendAccount } from '../shared/admin.policy.ts';
import type { UserEntity } from '../users/user.entity.ts';
import { UsersService } from '../users/users.service.ts';
import type { CorrectAccount } from './admin.dto.ts';
import { AccountsService } from './accounts.service.ts';

/** Corrects the address and the names of other people's accounts. */
@Injectable()
export class AccountCorrectionsService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly users: UsersService,
    private readonly writer: AccountCorrectionWriter,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /** All of it or nothing. What is the same is no change. */
  async correct(caller: Caller, userId: string, given: CorrectAccount): Promise<UserEntity> {
    if (!mayMendAccount(caller.role, userId === caller.userId)) throw new Problem('forbidden');
    const before = await this.accounts.get(caller, userId);
    const changes = changesOf(before, given);
    if (changes.email !== undefined && before.role === 'guest')
      throw new Problem('forbidden', 'A guest has no address');
    if (!Object.keys(changes).length) return before;
    await this.writer.assertAvailable(userId, changes);
    const mailId = await this.write(caller, userId, changes);
    if (mailId) this.writer.dispatch(mailId);
    const user = await this.accounts.get(caller, userId);
    await this.users.announceNames(user, before);
    return user;
  }

  /** @returns the id of the mail to the former address, if there was one */
  private write(caller: Caller, userId: string, changes: CorrectAccount): Promise<string | undefined> {
    return this.database.transaction(async (tx) => {
      const user = await this.users.lock(tx, userId);
      const mailId = await this.writer.write(tx, user, changes, caller.userId);
      if (changes.displayName !== undefined) {
        await this.users.rename(tx, userId, changes.displayName);
        await this.audit.record('display_name_changed', { actorId: caller.userId, targetId: userId }, tx);
      }
      return mailId;
    });
  }
}

const changesOf = (user: UserEntity, { email, username, displayName }: CorrectAccount): CorrectAccount => ({
  ...(email !== undefined && emailKeyOf(email) !== user.emailKey && { email }),
  ...(username !== undefined && username !== user.username && { username }),
  ...(displayName !== undefined && displayName !== user.displayName && { displayName }),
});
