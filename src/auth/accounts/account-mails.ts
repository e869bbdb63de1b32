import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import { MailService } from '../../mail/mail.service.ts';
import { recipientOf } from '../../users/recipient.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import type { Accepted } from '../auth.dto.ts';
import type { RegistrationEntity } from '../registration/registration.entity.ts';
import type { PresentedToken } from '../sessions/sessions.repository.ts';
import type { SignInDevice } from '../sessions/session-tokens.ts';
import { deviceName, presentTime } from './sign-in-words.ts';

/** A user with an account, and so with an address; guests have none. */
export type UserWithEmail = UserEntity & { email: string };

export const hasEmail = (user: UserEntity | null): user is UserWithEmail => typeof user?.email === 'string';

/** The answer to requests for a mail, the same whether one is sent or not. */
export const MAIL_ACCEPTED: Accepted = { detail: 'If this address can be used, a mail is on its way.' };

/** The mails about an account. Each is written in the caller's transaction; pass its id to `dispatch` after the commit. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly mail: MailService,
    private readonly config: Config,
  ) {}

  dispatch(mailId: string): void {
    this.mail.dispatch(mailId);
  }

  /** Without the name: the address may belong to a person who did not ask, and the name may be an advertisement. */
  verificationCode(
    tx: Tx,
    { email, language }: Pick<RegistrationEntity, 'email' | 'language'>,
    code: string,
  ): Promise<string> {
    const values = { code, url: this.config.linkUrl };
    return this.mail.enqueue(tx, { email, language: language ?? 'en' }, 'verify-email', values);
  }

  alreadyRegistered(tx: Tx, user: UserWithEmail): Promise<string> {
    const values = { name: user.displayName, username: user.username, url: this.config.linkUrl };
    return this.mail.enqueue(tx, recipientOf(user), 'already-registered', values);
  }

  passwordReset(tx: Tx, user: UserWithEmail, url: string): Promise<string> {
    return this.mail.enqueue(tx, recipientOf(user), 'reset-password', { name: user.displayName, url });
  }

  /** In place of a link for a password, to people who have none. */
  signInByProvider(tx: Tx, user: UserWithEmail, providers: string[]): Promise<string> {
    const values = { name: user.displayName, providers: providers.join(', '), url: `${this.config.linkUrl}/sign-in` };
    return this.mail.enqueue(tx, recipientOf(user), 'sign-in-by-provider', values);
  }

  passwordChanged(tx: Tx, user: UserWithEmail): Promise<string> {
    const values = { name: user.displayName, url: `${this.config.linkUrl}/forgot-password` };
    return this.mail.enqueue(tx, recipientOf(user), 'password-changed', values);
  }

  /** To a new address of an account. */
  changeCode(tx: Tx, user: UserWithEmail, code: string): Promise<string> {
    return this.mail.enqueue(tx, recipientOf(user), 'change-email', { code, url: this.config.linkUrl });
  }

  /** To the owner of an address that another account would like to have. */
  emailInUse(tx: Tx, user: UserWithEmail): Promise<string> {
    const values = { name: user.displayName, username: user.username, url: this.config.linkUrl };
    return this.mail.enqueue(tx, recipientOf(user), 'email-in-use', values);
  }

  /** To the former address; `url` undoes the change. */
  emailChanged(tx: Tx, user: UserWithEmail, url: string): Promise<string> {
    const values = { name: user.displayName, username: user.username, url };
    return this.mail.enqueue(tx, recipientOf(user), 'email-changed', values);
  }

  /** To the former address, which may be a stranger's: an administrator has corrected it. */
  emailCorrected(tx: Tx, user: UserWithEmail): Promise<string> {
    return this.mail.enqueue(tx, recipientOf(user), 'email-corrected', { url: this.config.linkUrl });
  }

  /** In words, as on the page of sessions. The time is the present, in UTC. */
  newDevice(tx: Tx, user: UserWithEmail, device: SignInDevice): Promise<string> {
    const to = recipientOf(user);
    const values = {
      name: user.displayName,
      device: deviceName(device.name, to.language),
      ip: device.ip.replace(/^::ffff:(?=\d+\.)/i, ''),
      time: presentTime(to.language),
      url: this.securityUrl,
    };
    return this.mail.enqueue(tx, to, 'new-device', values);
  }

  /** Undefined for a guest, who has no address. */
  async sessionStolen(tx: Tx, { email, displayName, ...user }: PresentedToken): Promise<string | undefined> {
    if (!email) return undefined;
    const values = { name: displayName, url: this.securityUrl };
    return this.mail.enqueue(tx, recipientOf({ ...user, email }), 'session-stolen', values);
  }

  private get securityUrl(): string {
    return `${this.config.linkUrl}/settings/security`;
  }
}
