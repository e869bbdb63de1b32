import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { SecondFactorPolicy } from '../admission/second-factor-policy.ts';
import { FactorsRepository } from './factors.repository.ts';
import { RecoveryCodesService } from './recovery-codes.service.ts';
import { WaysIn } from './ways-in.ts';

/** Recovery codes come with the first second factor of a person, and go with the last. */
@Injectable()
export class FirstAndLastFactor {
  constructor(
    private readonly factors: FactorsRepository,
    private readonly recovery: RecoveryCodesService,
    private readonly policy: SecondFactorPolicy,
    private readonly ways: WaysIn,
  ) {}

  /** @returns recovery codes with a first factor, otherwise null */
  async beforeAdding(tx: Tx, userId: string): Promise<string[] | null> {
    return (await this.factors.methodsOf(userId, tx)).length ? null : this.recovery.make(tx, userId);
  }

  /** @throws Problem `last_way_in` for a person who would be let in no more */
  async afterRemoving(tx: Tx, user: UserEntity): Promise<void> {
    const { id, role } = user;
    await this.ways.assertLeft(tx, user);
    if ((await this.factors.methodsOf(id, tx)).length) return;
    this.policy.assertMayRemove(role);
    await this.factors.removeRecoveryCodes(tx, id);
  }
}
