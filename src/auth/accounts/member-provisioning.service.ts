import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../../common/domain-events.ts';
import { Problem } from '../../common/problem.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { PasswordLinkMails } from '../passwords/password-link-mails.ts';
import { UsernameAvailability } from '../registration/username-availability.ts';
import { AccountVerified } from './account-events.ts';
import { MemberAccountWriter } from './member-account-writer.ts';

/** The names and the address of a person whose account an administrator makes. */
export interface WantedMember {
  email: string;
  username?: string | undefined;
  displayName?: string | undefined;
}

export interface ProvisionedMember {
  user: UserEntity;
  /** Sets the password, once. */
  link: string;
  linkExpiresAt: Date;
}

/** Makes accounts for administrators, whatever registration is set to. The link sets the password; it is mailed as well. */
@Injectable()
export class MemberProvisioningService {
  constructor(
    private readonly users: UsersRepository,
    private readonly names: UsernameAvailability,
    private readonly accounts: MemberAccountWriter,
    private readonly mails: PasswordLinkMails,
    private readonly announcements: DomainEvents,
  ) {}

  /** @throws Problem `email_taken`, `username_taken` */
  async provision({ email, ...wanted }: WantedMember, actorId: string): Promise<ProvisionedMember> {
    const emailKey = emailKeyOf(email);
    if (await this.users.byEmail(emailKey))
      throw new Problem('email_taken', undefined, { email: ['belongs to another account'] });
    const names = await this.names.choose(wanted, { emailKey });
    const { user, mailId, ...link } = await this.accounts.create({ email, ...names }, actorId, async (tx, user) => ({
      user,
      ...(await this.mails.accountCreated(tx, user, actorId)),
    }));
    this.mails.dispatch(mailId);
    await this.announcements.publish(new AccountVerified(user.id, user.role, false));
    return { user, ...link };
  }

  /** For a person who cannot sign in. The former link ends; sessions end when the password is set. */
  async passwordLink(user: UserEntity, actorId: string): Promise<Omit<ProvisionedMember, 'user'>> {
    return this.mails.linkOnly(user, actorId);
  }
}
