import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { hasOwnEmail } from '../../users/users.policy.ts';
import { SecondFactorPolicy } from '../admission/second-factor-policy.ts';
import { ConfirmationService } from './confirmation.service.ts';

/** Whether a caller may change their second factors now. */
@Injectable()
export class FactorChangeAccess {
  constructor(
    private readonly confirmation: ConfirmationService,
    private readonly policy: SecondFactorPolicy,
  ) {}

  /** @throws Problem `forbidden` or `confirmation_required` */
  async assertMayChange(caller: Caller): Promise<void> {
    if (!hasOwnEmail(caller.role)) throw new Problem('forbidden', 'A guest has no password: register instead');
    await this.confirmation.assertFresh(caller);
  }

  /** @throws Problem as `assertMayChange`, and `forbidden` where second factors are switched off */
  async assertMaySetUp(caller: Caller): Promise<void> {
    this.policy.assertOffered();
    await this.assertMayChange(caller);
  }
}
