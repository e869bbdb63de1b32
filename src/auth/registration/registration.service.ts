import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import type { Caller } from '../../common/caller.ts';
import { Config } from '../../common/config.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { MailService } from '../../mail/mail.service.ts';
import { recipientOf } from '../../users/recipient.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import type { Register, VerifyEmail } from '../auth.dto.ts';
import { MAX_CODE_TRIES, VerificationCodes } from './verification-codes.ts';
import { UsernameAvailability } from './username-availability.ts';
import { assertGoodPassword } from '../passwords/password-rules.ts';
import { PasswordHasher } from '../passwords/password-hasher.ts';
import type { RegistrationEntity } from './registration.entity.ts';
import { RegistrationsRepository } from './registrations.repository.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { SessionsService } from '../sessions/sessions.service.ts';
import type { Role } from '../../shared/roles.ts';

/** A user has an account from now on. */
export class AccountVerified {
  constructor(
    readonly userId: string,
    readonly role: Role,
    /** True for a former guest, who has rooms and messages already. */
    readonly wasGuest: boolean,
  ) {}
}

/** Advisory lock held while an account is created, so that exactly one is the first. */
const FIRST_ACCOUNT_LOCK_KEY = 7_265_539;

/** Registers accounts: takes the request, mails the code, and creates the account when the code comes back. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly users: UsersRepository,
    private readonly registrations: RegistrationsRepository,
    private readonly names: UsernameAvailability,
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordHasher,
    private readonly codes: VerificationCodes,
    private readonly mail: MailService,
    private readonly audit: AuditService,
    private readonly limits: RateLimits,
    private readonly database: Database,
    private readonly announcements: DomainEvents,
    private readonly config: Config,
  ) {}

  /**
   * Answers the same for known and unknown addresses, after the same work; only the mail differs.
   * @param guest a guest who registers keeps their identity
   */
  async register({ username, email, password, displayName }: Register, ip: string, guest?: Caller): Promise<void> {
    if (!(await this.mayRegister(guest))) throw new Problem('registration_closed');
    await this.limits.take('register', ip);
    const emailKey = email.toLowerCase();
    assertGoodPassword(password, [username, email, displayName ?? ''], 'password');
    const passwordHash = await this.passwords.hash(password);
    const known = await this.users.byEmail(emailKey);
    await this.names.assertAvailable(username, { emailKey, userId: guest?.userId });

    await this.limits.take('mailCode', emailKey);
    const mailId = await this.database.transaction(async (tx) => {
      if (known)
        return this.mail.enqueue(
          tx,
          recipientOf({ ...known, email: known.email ?? email }),
          'already-registered',
          this.greeting(known),
        );
      const { code, ...stored } = this.codes.make(emailKey);
      const language = requestContext()?.language ?? null;
      const person = { email, username, language, ...this.names.keys(username), displayName: displayName ?? username };
      await this.registrations.replace(tx, {
        emailKey,
        ...person,
        passwordHash,
        guestId: guest?.userId ?? null,
        ...stored,
      });
      return this.mailCode(tx, person, code);
    });
    this.mail.dispatch(mailId);
  }

  /** Replaces the code of a pending registration and mails it; does nothing for other addresses. */
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

  /** Turns a registration into an account and signs in. */
  async verifyEmail({ email, code }: VerifyEmail, device: SignInDevice): Promise<SessionTokens> {
    const emailKey = email.toLowerCase();
    const verified = await this.database
      .transaction(async (tx) => {
        const registration = await this.registrations.tryCode(tx, emailKey, MAX_CODE_TRIES);
        // Committed, not rolled back, so that a wrong code counts.
        if (!registration || !this.codes.matches(emailKey, code, registration.codeHash)) return undefined;
        await this.registrations.remove(tx, emailKey);
        const user = await this.createAccount(tx, registration);
        return {
          role: user.role,
          wasGuest: registration.guestId !== null,
          tokens: await this.sessions.start(tx, user.id, device),
        };
      })
      .catch(this.names.rethrowTaken);
    if (!verified) throw new Problem('invalid_code', undefined, { code: ['is wrong or has expired'] });
    const { tokens, role, wasGuest } = verified;
    // The sessions of the guest end: the account has more rights, and the new session replaces them.
    if (wasGuest) await this.sessions.endAll(tokens.userId, 'revoked', tokens.sessionId);
    await this.announcements.publish(new AccountVerified(tokens.userId, role, wasGuest));
    return tokens;
  }

  /** With `REGISTRATION=invite` only a guest may register who has joined a room with a member in it, by its code. */
  private async mayRegister(guest?: Caller): Promise<boolean> {
    const { REGISTRATION } = this.config.env;
    if (REGISTRATION !== 'invite') return REGISTRATION === 'open';
    return guest !== undefined && this.users.sharesRoomWithMember(guest.userId);
  }

  /** The first account of a server is its administrator. */
  private async createAccount(tx: Tx, registration: RegistrationEntity): Promise<UserEntity> {
    const { email, emailKey, username, displayName, passwordHash, guestId, language } = registration;
    await tx.query(`SELECT pg_advisory_xact_lock($1)`, [FIRST_ACCOUNT_LOCK_KEY]);
    const role = (await this.users.hasAdmin(tx)) ? 'member' : 'admin';
    const account = {
      email,
      emailKey,
      username,
      ...this.names.keys(username),
      displayName,
      passwordHash,
      role,
      language,
    } as const;
    const guest = guestId ? await tx.findOneBy(UserEntity, { id: guestId, role: 'guest' }) : null;
    const user = await tx.save(tx.create(UserEntity, { ...guest, ...account }));
    const action = guest ? 'guest_became_member' : 'account_created';
    await this.audit.record(action, { actorId: user.id, targetId: user.id, detail: { role } }, tx);
    return user;
  }

  private mailCode(
    tx: Tx,
    { email, language, displayName }: Pick<RegistrationEntity, 'email' | 'language' | 'displayName'>,
    code: string,
  ): Promise<string> {
    const values = { name: displayName, code, url: this.config.publicUrl };
    return this.mail.enqueue(tx, { email, language: language ?? 'en' }, 'verify-email', values);
  }

  private greeting({ displayName, username }: UserEntity) {
    return { name: displayName, username, url: this.config.publicUrl };
  }
}
