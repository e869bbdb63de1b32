import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { hasOwnEmail } from '../../users/users.policy.ts';
import { LoginThrottle } from '../login/login-throttle.ts';
import { FactorChangeAccess } from '../second-factor/factor-change-access.ts';
import type { ProviderPurpose } from './oidc.dto.ts';

/** Who may go to a provider, and what for. */
@Injectable()
export class ProviderStartAccess {
  constructor(
    private readonly factors: FactorChangeAccess,
    private readonly throttle: LoginThrottle,
  ) {}

  /** @throws Problem `unauthenticated`, `session_required`, `forbidden` or `confirmation_required` */
  async assertMayStart(purpose: ProviderPurpose, caller?: Caller): Promise<void> {
    if (purpose === 'sign-in') return;
    if (!caller) throw new Problem('unauthenticated');
    if (caller.token) throw new Problem('session_required');
    if (purpose === 'connect') await this.factors.assertMayChange(caller);
    else if (!hasOwnEmail(caller.role)) throw new Problem('forbidden', 'A guest has nothing to confirm');
  }

  /** Counts a way to a provider of this address, as a sign-in. @throws Problem `too_many_requests` */
  takeAttempt(ip: string): Promise<void> {
    return this.throttle.takeAttempt(ip);
  }
}
