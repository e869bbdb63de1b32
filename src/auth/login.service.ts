import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import { Config } from '../common/config.ts';
import { Database, type Tx } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { requestContext } from '../common/request-context.ts';
import { MailService } from '../mail/mail.service.ts';
import { recipientOf } from '../users/recipient.ts';
import { UserEntity } from '../users/user.entity.ts';
import { UsersRepository } from '../users/users.repository.ts';
import type { Credentials } from './auth.dto.ts';
import { LoginThrottle } from './login-throttle.ts';
import { PasswordHasher } from './password-hasher.ts';
import { RegistrationsRepository } from './registrations.repository.ts';
import { type SignInDevice, SessionsService, type SessionTokens } from './sessions.service.ts';

/** How somebody proves to be a person with an account. */
@Injectable()
export class LoginService {
  constructor(
    private readonly users: UsersRepository,
    private readonly registrations: RegistrationsRepository,
    private readonly passwords: PasswordHasher,
    private readonly failures: LoginThrottle,
    private readonly sessions: SessionsService,
    private readonly mail: MailService,
    private readonly audit: AuditService,
    private readonly limits: RateLimits,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** The steps before a session: limits, the password, the address. A second factor would be the next. */
  async login({ login, password }: Credentials, device: SignInDevice): Promise<SessionTokens> {
    await this.limits.take('login', device.ip);
    const user = await this.users.byLogin(login);
    const tried = user && device.knownUserId === user.id ? `device ${user.id}` : `name ${login.toLowerCase()}`;
    await this.failures.assertMayTry(tried);
    const registration = user ? null : await this.registrations.byLogin(login);
    const right = await this.passwords.matches(password, (user ?? registration)?.passwordHash, 'sign-in');
    if (!right || user?.disabledAt) {
      await this.failures.recordFailure(tried);
      await this.audit.record('login_failed', { targetId: user?.id });
      throw new Problem('invalid_credentials');
    }
    if (!user) throw new Problem('email_not_verified');
    await this.failures.reset(tried);
    return this.startSession(user, device);
  }

  private async startSession(user: UserEntity, device: SignInDevice): Promise<SessionTokens> {
    const { tokens, mailId } = await this.database.transaction(async (tx) => {
      const tokens = await this.sessions.start(tx, user.id, device);
      await this.audit.record('login_succeeded', { actorId: user.id, targetId: user.id }, tx);
      await this.learnLanguage(tx, user);
      if (device.knownUserId === user.id) return { tokens, mailId: undefined };
      return { tokens, mailId: await this.tellOfDevice(tx, user, device) };
    });
    if (mailId) this.mail.dispatch(mailId);
    return tokens;
  }

  /** Their client's: in it they are written to, as long as they have not chosen one. */
  private async learnLanguage(tx: Tx, user: UserEntity): Promise<void> {
    const language = requestContext()?.language;
    if (!language || language === user.language) return;
    user.language = language;
    await tx.update(UserEntity, { id: user.id }, { language });
  }

  private tellOfDevice(tx: Tx, user: UserEntity, device: SignInDevice): Promise<string> | undefined {
    const { email } = user;
    if (!email) return undefined;
    const to = recipientOf({ ...user, email });
    const format = { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' } as const;
    const time = new Intl.DateTimeFormat(to.language, format).format();
    const url = `${this.config.publicUrl}/settings/security`;
    const values = { name: user.displayName, device: device.name, ip: device.ip, time, url };
    return this.mail.enqueue(tx, to, 'new-device', values);
  }
}
