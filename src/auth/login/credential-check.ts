import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { addressKey } from '../../common/http/client-address.ts';
import { Problem } from '../../common/problem.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { usernameKey } from '../../users/username.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import type { Credentials } from '../auth.dto.ts';
import { LoginThrottle } from './login-throttle.ts';
import { isOutdated, PasswordHasher } from '../passwords/password-hasher.ts';
import type { RegistrationEntity } from '../registration/registration.entity.ts';
import { RegistrationsRepository } from '../registration/registrations.repository.ts';
import type { SignInDevice } from '../sessions/session-tokens.ts';

/** An account whose password was given. */
export interface CheckedAccount {
  user: UserEntity;
  /** Replaces a hash of an older scheme. */
  renewedHash?: string;
}

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

  /**
   * @returns the account as it was when its password was checked
   * @throws Problem `too_many_requests`, `invalid_credentials`, or `email_not_verified` for a pending registration
   */
  async verify({ login, password }: Credentials, device: SignInDevice): Promise<CheckedAccount> {
    await this.throttle.takeAttempt(device.ip);
    const user = await this.users.byLogin(login);
    const registration = user ? null : await this.registrations.byLogin(login);
    const tried = guessedAt(login, device, user, registration);
    await this.throttle.takeGuess(tried);
    const right = await this.passwords
      .matches(password, (user ?? registration)?.passwordHash, 'sign-in', addressKey(device.ip))
      .catch((error: unknown) => this.throttle.giveBack(tried).then(() => Promise.reject(error as Error)));
    if (!right || user?.disabledAt) {
      await this.audit.record('login_failed', { targetId: user?.id });
      throw new Problem('invalid_credentials');
    }
    await this.throttle.reset(tried);
    if (!user) throw new Problem('email_not_verified');
    return { user, renewedHash: await this.renewHash(user, password, device) };
  }

  private async renewHash({ passwordHash }: UserEntity, password: string, { ip }: SignInDevice) {
    return passwordHash && isOutdated(passwordHash) ? this.passwords.hash(password, addressKey(ip)) : undefined;
  }
}

/** What a sign-in guesses at: the account, whichever of its names was typed. */
function guessedAt(
  login: string,
  { knownUserIds }: SignInDevice,
  user: UserEntity | null,
  registration: RegistrationEntity | null,
): string {
  if (user) return `${knownUserIds.includes(user.id) ? 'device' : 'account'} ${user.id}`;
  if (registration) return `registration ${registration.emailKey}`;
  return `name ${login.includes('@') ? emailKeyOf(login) : usernameKey(login)}`;
}
