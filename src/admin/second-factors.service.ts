import { Injectable } from '@nestjs/common';
import { ConfirmationService } from '../auth/second-factor/confirmation.service.ts';
import { FactorResetService } from '../auth/second-factor/factor-reset.service.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { mayMendAccount } from '../shared/admin.policy.ts';

/** Lets administrators help people who have lost their second factor. */
@Injectable()
export class SecondFactorsService {
  constructor(
    private readonly factors: FactorResetService,
    private readonly confirmation: ConfirmationService,
  ) {}

  /** @throws Problem `forbidden`, `confirmation_required`, `user_not_found` or `not_found` */
  async reset(caller: Caller, userId: string): Promise<void> {
    if (!mayMendAccount(caller.role, userId === caller.userId)) throw new Problem('forbidden');
    await this.confirmation.assertFresh(caller);
    await this.factors.reset(userId, caller.userId);
  }
}
