import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Tx } from '../../common/database/database.ts';
import { displayNameColumns } from '../../users/name-skeleton.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { usernameKeys } from '../../users/username.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { InvitationAcceptances } from '../invitations/invitation-acceptances.ts';
import type { InvitationEntity } from '../invitations/invitation.entity.ts';
import type { RegistrationEntity } from './registration.entity.ts';

/** Advisory lock held while an account is created, so that only a single account is the first. */
const FIRST_ACCOUNT_LOCK_KEY = 7_265_539;

/** What an account is made of. */
export type NewAccount = Pick<
  RegistrationEntity,
  'email' | 'emailKey' | 'username' | 'displayName' | 'passwordHash' | 'guestId' | 'language'
>;

/** Creates the account of a registration whose address is proved. */
@Injectable()
export class AccountCreator {
  constructor(
    private readonly users: UsersRepository,
    private readonly acceptances: InvitationAcceptances,
    private readonly audit: AuditService,
  ) {}

  /**
   * The first account of a server is its administrator. A guest who registered becomes the account. What invited the
   * address counts as accepted.
   * @param link the invitation that led to it, unless that was mailed
   * @throws Problem `invitation_not_valid` when it does not count any more
   */
  async create(tx: Tx, registration: NewAccount, link: InvitationEntity | null = null): Promise<UserEntity> {
    const { email, emailKey, username, displayName, passwordHash, guestId, language } = registration;
    if (link) await this.acceptances.assertValid(tx, link);
    const role = (await this.isFirst(tx)) ? 'admin' : 'member';
    const names = { username, ...usernameKeys(username), ...displayNameColumns(displayName) };
    const account = { email, emailKey, ...names, passwordHash, role, language } as const;
    const guest = guestId ? await tx.findOneBy(UserEntity, { id: guestId, role: 'guest' }) : null;
    const user = await tx.save(tx.create(UserEntity, { ...guest, ...account }));
    await this.acceptances.acceptAll(tx, emailKey, user);
    if (link?.email === null) await this.acceptances.accept(tx, link, user);
    const action = guest ? 'guest_became_member' : 'account_created';
    await this.audit.record(action, { actorId: user.id, targetId: user.id, detail: { role } }, tx);
    return user;
  }

  /** Accounts wait for each other only until there is an administrator. */
  private async isFirst(tx: Tx): Promise<boolean> {
    if (await this.users.hasAdmin(tx)) return false;
    await tx.query(`SELECT pg_advisory_xact_lock($1)`, [FIRST_ACCOUNT_LOCK_KEY]);
    return !(await this.users.hasAdmin(tx));
  }
}
