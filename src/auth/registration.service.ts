import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { Announcements } from '../common/announcements.ts';
import { Config } from '../common/config.ts';
import { Database, type Tx } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { MailService } from '../mail/mail.service.ts';
import { User } from '../users/user.entity.ts';
import { isReserved, usernameKey, usernameSkeleton } from '../users/username.ts';
import { UsersRepository } from '../users/users.repository.ts';
import type { Register, VerifyEmail } from './auth.dto.ts';
import { CODE_TRIES, Codes } from './codes.ts';
import { Passwords } from './passwords.ts';
import type { Registration } from './registration.entity.ts';
import { RegistrationsRepository } from './registrations.repository.ts';
import { type Device, SessionsService, type Tokens } from './sessions.service.ts';

/** A person has an account from now on. */
export class AccountVerified {
  constructor(readonly userId: string) {}
}

/** Held while an account is made, so that exactly one is the first. */
const FIRST_ACCOUNT_LOCK = 7_265_539;

/** How somebody becomes a person with an account. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly users: UsersRepository,
    private readonly registrations: RegistrationsRepository,
    private readonly sessions: SessionsService,
    private readonly passwords: Passwords,
    private readonly codes: Codes,
    private readonly mail: MailService,
    private readonly limits: RateLimits,
    private readonly database: Database,
    private readonly announcements: Announcements,
    private readonly config: Config,
  ) {}

  /** Answers the same for known and unknown addresses, after the same work; only the mail tells them apart. */
  async register({ username, email, password, displayName }: Register, ip: string): Promise<void> {
    if (this.config.env.REGISTRATION !== 'open') throw new Problem('registration_closed');
    await this.limits.take('register', ip);
    const emailKey = email.toLowerCase();
    const names = { usernameKey: usernameKey(username), usernameSkeleton: usernameSkeleton(username) };
    if (isReserved(username)) throw nameTaken();
    const passwordHash = await this.passwords.hash(password);
    const known = await this.users.byEmail(emailKey);
    if (
      (await this.users.nameTaken(names.usernameKey, names.usernameSkeleton)) ||
      (await this.registrations.nameReserved(names.usernameKey, names.usernameSkeleton, emailKey))
    )
      throw nameTaken();

    await this.limits.take('mailCode', emailKey);
    const mailId = await this.database.transaction(async (tx) => {
      if (known) return this.mail.write(tx, known.email ?? email, 'already-registered', this.greeting(known));
      const { code, ...stored } = this.codes.make(emailKey);
      const registration = { emailKey, email, username, ...names, displayName: displayName ?? username, passwordHash };
      await this.registrations.replace(tx, { ...registration, ...stored });
      return this.mailCode(tx, registration, code);
    });
    this.mail.dispatch(mailId);
  }

  /** Sends a new code, which ends the old one, if somebody is waiting for one. */
  async resendCode(email: string): Promise<void> {
    const emailKey = email.toLowerCase();
    await this.limits.take('mailCode', emailKey);
    const registration = await this.registrations.byEmail(emailKey);
    if (!registration) return;
    const mailId = await this.database.transaction(async (tx) => {
      const { code, ...stored } = this.codes.make(emailKey);
      await this.registrations.renewCode(tx, emailKey, stored);
      return this.mailCode(tx, registration, code);
    });
    this.mail.dispatch(mailId);
  }

  /** Turns a registration into an account and signs it in. */
  async verifyEmail({ email, code }: VerifyEmail, device: Device): Promise<Tokens> {
    const emailKey = email.toLowerCase();
    const tokens = await this.database
      .transaction(async (tx) => {
        const registration = await this.registrations.tryCode(tx, emailKey, CODE_TRIES);
        // Committed, not rolled back: a wrong try counts.
        if (!registration || !this.codes.matches(emailKey, code, registration.codeHash)) return undefined;
        await this.registrations.remove(tx, emailKey);
        const user = await this.createAccount(tx, registration);
        return this.sessions.start(tx, user.id, device);
      })
      .catch(nameTakenMeanwhile);
    if (!tokens) throw new Problem('invalid_code', undefined, { code: ['is wrong or has expired'] });
    await this.announcements.announce(new AccountVerified(tokens.userId));
    return tokens;
  }

  /** The first account of a server is its administrator. */
  private async createAccount(tx: Tx, registration: Registration): Promise<User> {
    const { email, emailKey, username, displayName, passwordHash } = registration;
    await tx.query(`SELECT pg_advisory_xact_lock($1)`, [FIRST_ACCOUNT_LOCK]);
    const names = { usernameKey: usernameKey(username), usernameSkeleton: usernameSkeleton(username) };
    const role = (await this.users.hasAdmin(tx)) ? 'member' : 'admin';
    return tx.save(tx.create(User, { email, emailKey, username, ...names, displayName, passwordHash, role }));
  }

  private mailCode(tx: Tx, to: Pick<Registration, 'email' | 'displayName'>, code: string): Promise<string> {
    return this.mail.write(tx, to.email, 'verify-email', { name: to.displayName, code, url: this.config.publicUrl });
  }

  private greeting({ displayName, username }: User) {
    return { name: displayName, username, url: this.config.publicUrl };
  }
}

const nameTaken = () => new Problem('username_taken', undefined, { username: ['is taken'] });

/** Two registrations may wait for one name; the first to prove its address gets it. */
function nameTakenMeanwhile(error: unknown): never {
  const { code, constraint } = (error instanceof QueryFailedError ? error.driverError : {}) as Record<string, unknown>;
  if (code === '23505' && String(constraint).startsWith('users_username')) throw nameTaken();
  throw error;
}
