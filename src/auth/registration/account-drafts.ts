import { Injectable } from '@nestjs/common';
import { addressKey } from '../../common/http/client-address.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import type { Register } from '../auth.dto.ts';
import { PasswordHasher } from '../passwords/password-hasher.ts';
import { assertGoodPassword } from '../passwords/password-rules.ts';
import type { NewAccount } from './account-creator.ts';
import { UsernameAvailability } from './username-availability.ts';

/** What an account will hold, of the fields of a registration. */
@Injectable()
export class AccountDrafts {
  constructor(
    private readonly names: UsernameAvailability,
    private readonly passwords: PasswordHasher,
  ) {}

  /**
   * Checks the password, hashes it and chooses the names.
   * @throws Problem `invalid_input` or `username_taken`
   */
  async of({ email, password, ...names }: Register, ip: string, guestId: string | null): Promise<NewAccount> {
    const emailKey = emailKeyOf(email);
    assertGoodPassword(password, [names.username ?? '', email, names.displayName ?? ''], 'password');
    const passwordHash = await this.passwords.hash(password, guestId ?? addressKey(ip));
    const chosen = await this.names.choose(names, { emailKey, userId: guestId ?? undefined });
    return { email, emailKey, ...chosen, passwordHash, guestId, language: requestContext()?.language ?? null };
  }
}
