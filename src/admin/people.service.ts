import { Injectable } from '@nestjs/common';
import { AccountDeletionService } from '../auth/accounts/account-deletion.service.ts';
import { MemberProvisioningService } from '../auth/accounts/member-provisioning.service.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { mayManagePeople, mayMendAccount } from '../shared/admin.policy.ts';
import { AccountCorrectionsService } from './account-corrections.service.ts';
import { AccountsService } from './accounts.service.ts';
import type { Account, AddedPerson, AddPerson, CorrectAccount, EraseAccount, PasswordLink } from './admin.dto.ts';

/** Adds people, lets them in again, and deletes the accounts of those who have left. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly provisioning: MemberProvisioningService,
    private readonly corrections: AccountCorrectionsService,
    private readonly deletion: AccountDeletionService,
  ) {}

  async add(caller: Caller, person: AddPerson): Promise<AddedPerson> {
    if (!mayManagePeople(caller.role)) throw new Problem('forbidden');
    const { user, link, linkExpiresAt } = await this.provisioning.provision(person, caller.userId);
    return {
      account: await this.accounts.view(caller, user),
      link,
      linkExpiresAt: linkExpiresAt.toISOString(),
    };
  }

  /** Guests have no password, and a disabled account has to be enabled first. */
  async passwordLink(caller: Caller, userId: string): Promise<PasswordLink> {
    if (!mayMendAccount(caller.role, userId === caller.userId)) throw new Problem('forbidden');
    const user = await this.accounts.get(caller, userId);
    if (user.role === 'guest') throw new Problem('forbidden', 'A guest has no password');
    if (user.disabledAt) throw new Problem('forbidden', 'Enable the account first');
    const { link, linkExpiresAt } = await this.provisioning.passwordLink(user, caller.userId);
    return { link, linkExpiresAt: linkExpiresAt.toISOString() };
  }

  async correct(caller: Caller, userId: string, changes: CorrectAccount): Promise<Account> {
    return this.accounts.view(caller, await this.corrections.correct(caller, userId, changes));
  }

  async erase(caller: Caller, userId: string, { username }: EraseAccount): Promise<void> {
    await this.deletion.erase(caller.userId, userId, (actor, user) => {
      if (!mayMendAccount(actor.role, userId === actor.id)) throw new Problem('forbidden');
      if (user.username !== username.trim().replace(/^@/, ''))
        throw new Problem('invalid_input', undefined, { username: ['is not the name of this account'] });
    });
  }
}
