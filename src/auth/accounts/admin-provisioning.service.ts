import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { summaryOf } from '../../users/user.view.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { ProfileChanged } from '../../users/users.service.ts';
import type { Register } from '../auth.dto.ts';
import { UsernameAvailability } from '../registration/username-availability.ts';
import { PasswordResetLinks } from '../passwords/password-reset-links.ts';
import { AccountVerified } from '../registration/registration.service.ts';
import { RegistrationsRepository } from '../registration/registrations.repository.ts';

/** An account that is an administrator now. */
export interface ProvisionedAdmin {
  username: string;
  /** False for an account that existed before. */
  created: boolean;
  /** Sets a password; works once, for thirty minutes. */
  link: string;
}

/** Makes administrators for the operator of the machine, without proof of the address by mail. */
@Injectable()
export class AdminProvisioningService {
  constructor(
    private readonly users: UsersRepository,
    private readonly registrations: RegistrationsRepository,
    private readonly names: UsernameAvailability,
    private readonly links: PasswordResetLinks,
    private readonly audit: AuditService,
    private readonly database: Database,
    private readonly announcements: DomainEvents,
  ) {}

  /**
   * Creates an administrator, or makes the account with this address one.
   * @throws Error with one line when address and name are not those of one active account; Problem `username_taken`
   */
  async provision({ email, username }: Pick<Register, 'email' | 'username'>): Promise<ProvisionedAdmin> {
    const known = await this.users.byEmail(email.toLowerCase());
    if (known) assertSameActiveAccount(known, this.names.keys(username).usernameKey);
    else await this.names.assertAvailable(username, { emailKey: email.toLowerCase() });
    const { user, link } = await this.database
      .transaction(async (tx) => {
        const user = known ? await this.promote(tx, known) : await this.create(tx, email, username);
        return { user, link: await this.links.create(tx, user) };
      })
      .catch(this.names.rethrowTaken);
    await this.announce(user, known === null);
    return { username: user.username, created: known === null, link };
  }

  /** Removes a pending registration for the address: it could only fail from now on. */
  private async create(tx: Tx, email: string, username: string): Promise<UserEntity> {
    const emailKey = email.toLowerCase();
    await this.registrations.remove(tx, emailKey);
    const account = { email, emailKey, username, ...this.names.keys(username), displayName: username };
    const { id } = await tx.save(tx.create(UserEntity, { ...account, role: 'admin' }));
    await this.audit.record('account_created', { targetId: id, detail: { role: 'admin', by: 'command' } }, tx);
    return tx.findOneByOrFail(UserEntity, { id });
  }

  private async promote(tx: Tx, { id, role }: UserEntity): Promise<UserEntity> {
    await tx.update(UserEntity, { id }, { role: 'admin' });
    if (role !== 'admin')
      await this.audit.record('role_changed', { targetId: id, detail: { from: role, to: 'admin', by: 'command' } }, tx);
    return tx.findOneByOrFail(UserEntity, { id });
  }

  private async announce(user: UserEntity, created: boolean): Promise<void> {
    if (created) return this.announcements.publish(new AccountVerified(user.id, user.role, false));
    await this.announcements.publish(new ProfileChanged(summaryOf(user)));
  }
}

function assertSameActiveAccount({ username, usernameKey, disabledAt }: UserEntity, key: string): void {
  if (usernameKey !== key) throw new Error(`The account with this address is called ${username}: give that name`);
  if (disabledAt) throw new Error('This account is disabled: another administrator must enable it first');
}
