import { Injectable } from '@nestjs/common';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { DeferredWork } from '../../common/deferred-work.ts';
import { addressKey } from '../../common/http/client-address.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { hasEmail } from '../accounts/account-mails.ts';
import type { ResetPassword } from '../auth.dto.ts';
import { PasswordReplacement } from './password-replacement.ts';
import { PasswordResetLinks } from './password-reset-links.ts';

/** Sets a new password by a mailed link. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly users: UsersRepository,
    private readonly links: PasswordResetLinks,
    private readonly replacement: PasswordReplacement,
    private readonly limits: RateLimits,
    private readonly deferred: DeferredWork,
  ) {}

  /**
   * Responds the same for every address; only an existing account gets a mail. It is looked up after the answer, whose
   * time would tell.
   */
  async forgot(email: string, ip: string): Promise<void> {
    const emailKey = emailKeyOf(email);
    await this.limits.take('mailCode', emailKey);
    this.deferred.start(addressKey(ip), async () => {
      const user = await this.users.byEmail(emailKey);
      if (hasEmail(user) && !user.disabledAt) await this.links.mailTo(user);
    });
  }

  /** Ends every session and starts none. The password is hashed only for a valid link: hashing is the expensive step. */
  async reset({ token, password }: ResetPassword, ip: string): Promise<void> {
    await this.limits.take('resetPassword', ip);
    const owner = await this.links.findOwner(token);
    const passwordHash = await this.replacement.hash(owner, password, 'password');
    await this.replacement.replace('password_reset', passwordHash, (tx) => this.links.lockOwner(tx, token));
  }
}
