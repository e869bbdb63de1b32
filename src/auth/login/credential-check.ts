import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Problem } from '../../common/problem.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import type { Credentials } from '../auth.dto.ts';
import { LoginThrottle } from './login-throttle.ts';
import { PasswordHasher } from '../passwords/password-hasher.ts';
import { RegistrationsRepository } from '../registration/registrations.repository.ts';
import type { SignInDevice } from '../sessions/session-tokens.ts';

/** Checks the name or address and the password of a sign-in. */
@Injectable()
export class CredentialCheck {
  constructor(
    private readonly users: UsersRepository,
    private readonly registrations: RegistrationsRepository,
    private readonly passwords: PasswordHasher,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem `too_many_requests`, `invalid_credentials`, or `email_not_verified` for a pending registration */
  async verify({ login, password }: Credentials, device: SignInDevice): Promise<UserEntity> {
    await this.throttle.takeAttempt(device.ip);
    const user = await this.users.byLogin(login);
    const tried = user && device.knownUserId === user.id ? `device ${user.id}` : `name ${login.toLowerCase()}`;
    await this.throttle.assertMayTry(tried);
    const registration = user ? null : await this.registrations.byLogin(login);
    const right = await this.passwords.matches(password, (user ?? registration)?.passwordHash, 'sign-in');
    if (!right || user?.disabledAt) {
      await this.throttle.recordFailure(tried);
      await this.audit.record('login_failed', { targetId: user?.id });
      throw new Problem('invalid_credentials');
    }
    if (!user) throw new Problem('email_not_verified');
    await this.throttle.reset(tried);
    return user;
  }
}
