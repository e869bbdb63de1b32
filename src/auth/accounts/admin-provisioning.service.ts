import { Injectable } from '@nestjs/common';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { summaryOf } from '../../users/user.view.ts';
import { usernameKey } from '../../users/username.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { ProfileChanged } from '../../users/users.service.ts';
import type { Register } from '../auth.dto.ts';
import { UsernameAvailability } from '../registration/username-availability.ts';
import { AccountVerified } from './account-events.ts';
import { AdminAccountWriter } from './admin-account-writer.ts';

/** The administrator that was created or promoted. */
export interface ProvisionedAdmin {
  username: string;
  /** False for an account that existed before. */
  created: boolean;
  /** Sets a password; works once, for thirty minutes. */
  link: string;
}

/** Creates administrators for the operator of the machine, without verification of the address by mail. */
@Injectable()
export class AdminProvisioningService {
  constructor(
    private readonly users: UsersRepository,
    private readonly names: UsernameAvailability,
    private readonly accounts: AdminAccountWriter,
    private readonly announcements: DomainEvents,
  ) {}

  /**
   * Creates an administrator, or makes the account with this address an administrator.
   * @throws Error with a single line when address and name do not belong to the same active account; Problem
   *   `username_taken`
   */
  async provision({ email, username }: Pick<Required<Register>, 'email' | 'username'>): Promise<ProvisionedAdmin> {
    const known = await this.users.byEmail(emailKeyOf(email));
    if (known) assertSameActiveAccount(known, usernameKey(username));
    else await this.names.assertAvailable(username, { emailKey: emailKeyOf(email) });
    const { user, link } = await (known ? this.accounts.promote(known) : this.accounts.create(email, username));
    await this.announce(user, known === null);
    return { username: user.username, created: known === null, link };
  }

  private async announce(user: UserEntity, created: boolean): Promise<void> {
    if (created) return this.announcements.publish(new AccountVerified(user.id, user.role, false));
    await this.announcements.publish(new ProfileChanged(summaryOf(user)));
  }
}

function assertSameActiveAccount({ username, usernameKey: key, disabledAt }: UserEntity, wanted: string): void {
  if (key !== wanted) throw new Error(`The account with this address is called ${username}: give that name`);
  if (disabledAt) throw new Error('This account is disabled: another administrator must enable it first');
}
