import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { hasEmail, type UserWithEmail } from '../accounts/account-mails.ts';
import type { ChangePassword } from '../auth.dto.ts';
import { LoginThrottle } from '../login/login-throttle.ts';
import { PasswordHasher } from './password-hasher.ts';
import { PasswordReplacement } from './password-replacement.ts';
import { lockUnchangedAccount } from './unchanged-account.ts';

/**
 * What confirmations of an account count under, over all its sessions and acts. A count of its own: people without a
 * session, who guess at signing in, cannot keep the owner from changing the password.
 */
const confirmationGuesses = (userId: string): string => `confirmation ${userId}`;

/** Confirms and changes the password of the signed-in user. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: PasswordHasher,
    private readonly replacement: PasswordReplacement,
    private readonly limits: RateLimits,
    private readonly throttle: LoginThrottle,
  ) {}

  /** Every other session ends, so that an attacker who used the old password is signed out. */
  async change(caller: Caller, { currentPassword, newPassword }: ChangePassword): Promise<void> {
    const user = await this.confirm(caller, currentPassword, 'currentPassword');
    const passwordHash = await this.replacement.hash(user, newPassword, 'newPassword');
    await this.replacement.replace(
      'password_changed',
      passwordHash,
      async (tx) => withEmail(await lockUnchangedAccount(tx, user)),
      caller.sessionId,
    );
  }

  /**
   * The caller's account, after confirmation by password. A wrong one makes the next wait as at signing in: with a stolen
   * session passwords cannot be guessed faster.
   * @throws Problem `invalid_credentials` naming the field, `too_many_requests`
   */
  async confirm(caller: Caller, password: string, field: string): Promise<UserWithEmail> {
    await this.limits.take('password', caller.userId);
    const guesses = confirmationGuesses(caller.userId);
    await this.throttle.takeGuess(guesses);
    const user = await this.users.byId(caller.userId);
    const isRight = await this.passwords
      .matches(password, user?.passwordHash, 'sign-in', caller.userId)
      .catch((error: unknown) => this.throttle.giveBack(guesses).then(() => Promise.reject(error as Error)));
    if (!isRight || !hasEmail(user)) throw new Problem('invalid_credentials', undefined, { [field]: ['is wrong'] });
    await this.throttle.reset(guesses);
    return user;
  }
}

function withEmail(user: UserEntity): UserWithEmail {
  if (!hasEmail(user)) throw new Problem('invalid_credentials');
  return user;
}
