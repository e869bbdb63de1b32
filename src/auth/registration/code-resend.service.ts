import { Injectable } from '@nestjs/common';
import { DeferredWork } from '../../common/deferred-work.ts';
import { addressKey } from '../../common/http/client-address.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { PendingRegistrationStore } from './pending-registration-store.ts';
import { SignUpAccess } from './sign-up-access.ts';

/** Mails another code for a registration. */
@Injectable()
export class CodeResendService {
  constructor(
    private readonly access: SignUpAccess,
    private readonly pending: PendingRegistrationStore,
    private readonly limits: RateLimits,
    private readonly deferred: DeferredWork,
  ) {}

  /**
   * Replaces the code of a pending registration and mails it; does nothing for other addresses. All of that happens
   * after the answer, whose time would tell which addresses wait.
   */
  async resendCode(email: string, secret: string | undefined, ip: string): Promise<void> {
    this.access.assertOpen();
    const emailKey = emailKeyOf(email);
    await this.limits.take('mailCode', emailKey);
    this.deferred.start(addressKey(ip), async () => {
      const [registration] = await this.pending.waiting(emailKey, secret);
      if (registration && this.access.admits(registration)) await this.pending.renewCode(registration);
    });
  }
}
