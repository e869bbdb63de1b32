import { Injectable } from '@nestjs/common';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import type { Caller } from '../../common/caller.ts';
import { addressKey } from '../../common/http/client-address.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { usernameKeys } from '../../users/username.ts';
import type { Register } from '../auth.dto.ts';
import { PasswordHasher } from '../passwords/password-hasher.ts';
import { assertGoodPassword } from '../passwords/password-rules.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import { PendingRegistrationStore } from './pending-registration-store.ts';
import { SignUpAccess } from './sign-up-access.ts';
import { UsernameAvailability } from './username-availability.ts';

/** The origin of a request for an account. */
export interface Applicant {
  ip: string;
  /** Of the browser: what registers with it is its own. */
  secret: string;
  /** A guest who registers retains their identity. */
  guest?: Caller;
}

/** Takes requests for accounts. `EmailVerificationService` creates the account when the mailed code comes back. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly access: SignUpAccess,
    private readonly names: UsernameAvailability,
    private readonly passwords: PasswordHasher,
    private readonly pending: PendingRegistrationStore,
    private readonly limits: RateLimits,
  ) {}

  /** Responds the same for known and unknown addresses, after the same work; only the mail differs. */
  async register({ email, password, ...names }: Register, { ip, secret, guest }: Applicant): Promise<void> {
    await this.access.admitRegistration(email, ip, guest);
    const emailKey = emailKeyOf(email);
    assertGoodPassword(password, [names.username ?? '', email, names.displayName ?? ''], 'password');
    const passwordHash = await this.passwords.hash(password, guest?.userId ?? addressKey(ip));
    const { username, displayName } = await this.names.choose(names, { emailKey, userId: guest?.userId });

    await this.limits.take('mailCode', emailKey);
    await this.pending.request({
      emailKey,
      email,
      username,
      ...usernameKeys(username),
      displayName,
      passwordHash,
      secretHash: sha256(secret),
      guestId: guest?.userId ?? null,
      language: requestContext()?.language ?? null,
    });
  }
}
