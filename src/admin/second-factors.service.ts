import { Injectable } from '@nestjs/common';
import { ConfirmationService } from '../auth/second-factor/confirmation.service.ts';
import { FactorResetService } from '../auth/second-factor/factor-reset.service.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { mayMendAccount, maySeeAccounts } from '../shared/admin.policy.ts';
import type { UpdateAccount } from './admin.dto.ts';

/** Second factors in administration: lost ones are reset, and roles are given with a fresh proof. */
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

  /** A role is given by the person who may, not by a session that was left open. @throws Problem `confirmation_required` */
  async assertMayGiveRole(caller: Caller, { role }: UpdateAccount): Promise<void> {
    if (role !== undefined && maySeeAccounts(caller.role)) await this.confirmation.assertFresh(caller);
  }
}
