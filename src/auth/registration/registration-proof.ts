import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import { addressKey } from '../../common/http/client-address.ts';
import { Problem } from '../../common/problem.ts';
import type { VerifyEmail } from '../auth.dto.ts';
import { PasswordHasher } from '../passwords/password-hasher.ts';
import { isOwn, PendingRegistrationStore } from './pending-registration-store.ts';
import type { RegistrationEntity } from './registration.entity.ts';
import { SignUpAccess } from './sign-up-access.ts';

const wrongCode = () => new Problem('invalid_code', undefined, { code: ['is wrong or has expired'] });

/**
 * Finds the registration that a code opens. The code proves that the address is the sender's; that the registration is
 * theirs too is proved by the secret of the browser that asked, or by its password. Without either, the code is enough
 * while a single registration waits for the address: otherwise the code may open the registration of a stranger, who
 * knows its password.
 */
@Injectable()
export class RegistrationProof {
  constructor(
    private readonly pending: PendingRegistrationStore,
    private readonly passwords: PasswordHasher,
    private readonly access: SignUpAccess,
  ) {}

  /** @throws Problem `registration_closed` */
  assertOpen(): void {
    this.access.assertOpen();
  }

  /** @throws Problem `invalid_code`, `password_required` or `invalid_credentials` */
  async find(
    emailKey: string,
    { code, password }: VerifyEmail,
    secret: string | undefined,
    ip: string,
  ): Promise<RegistrationEntity> {
    const proved = await this.pending.tryCode(emailKey, code, secret);
    const [first] = proved;
    if (!first) throw wrongCode();
    const own = proved.find((registration) => isOwn(registration, secret));
    if (own) return own;
    if (password !== undefined) return this.withPassword(proved, password, ip);
    if ((await this.pending.waiting(emailKey, secret)).length === 1) return first;
    throw new Problem('password_required', undefined, {
      password: ['is needed to tell your registration from others'],
    });
  }

  /**
   * Takes out the registration, once.
   * @throws Problem `invalid_code` when another request was faster, `registration_closed` or `email_domain_not_allowed` when it
   *   is not admitted now
   */
  async take(tx: Tx, registration: RegistrationEntity): Promise<void> {
    this.access.assertAdmitted(registration);
    if (!(await this.pending.take(tx, registration))) throw wrongCode();
  }

  private async withPassword(proved: RegistrationEntity[], password: string, ip: string): Promise<RegistrationEntity> {
    for (const registration of proved)
      if (await this.passwords.matches(password, registration.passwordHash, 'sign-in', addressKey(ip)))
        return registration;
    throw new Problem('invalid_credentials', 'This is not the password of the registration', {
      password: ['is wrong'],
    });
  }
}
