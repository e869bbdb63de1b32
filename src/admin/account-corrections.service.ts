import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import { EmailConfirmationService } from '../auth/account-changes/email-confirmation.service.ts';
import { UsernameChangeService } from '../auth/account-changes/username-change.service.ts';
import type { Caller } from '../common/caller.ts';
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
    private readonly emails: EmailConfirmationService,
    private readonly usernames: UsernameChangeService,
    private readonly audit: AuditService,
  ) {}

  /** Each change by itself, in this order: what was changed before one that is refused stays. What is the same is none. */
  async correct(caller: Caller, userId: string, { email, username, displayName }: CorrectAccount): Promise<UserEntity> {
    if (!mayMendAccount(caller.role, userId === caller.userId)) throw new Problem('forbidden');
    const user = await this.accounts.get(caller, userId);
    if (email !== undefined && emailKeyOf(email) !== user.emailKey) await this.correctEmail(caller, user, email);
    if (username !== undefined && username !== user.username)
      await this.usernames.correct(userId, username, caller.userId);
    if (displayName !== undefined && displayName !== user.displayName) {
      await this.users.rename(userId, displayName);
      await this.audit.record('display_name_changed', { actorId: caller.userId, targetId: userId });
    }
    return this.accounts.get(caller, userId);
  }

  private async correctEmail(caller: Caller, user: UserEntity, email: string): Promise<void> {
    if (user.role === 'guest') throw new Problem('forbidden', 'A guest has no address');
    await this.emails.correct(user.id, email, caller.userId);
  }
}
