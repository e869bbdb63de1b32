import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { hasEmail, type UserWithEmail } from '../accounts/account-mails.ts';
import { FactorMails } from './factor-mails.ts';
import { FactorsRepository } from './factors.repository.ts';
import { RecoveryCodesService } from './recovery-codes.service.ts';
import { TotpSetupService } from './totp-setup.service.ts';

/** Turns the second factor of a person on and off, in the caller's transaction. Pass `mailId` to `dispatch` after the commit. */
@Injectable()
export class FactorChangesService {
  constructor(
    private readonly factors: FactorsRepository,
    private readonly setup: TotpSetupService,
    private readonly recovery: RecoveryCodesService,
    private readonly mails: FactorMails,
    private readonly audit: AuditService,
  ) {}

  /**
   * @param field of the request that holds the code
   * @returns recovery codes with a first factor; null where an authenticator was replaced
   * @throws Problem `invalid_code`
   */
  async turnOn(tx: Tx, userId: string, code: string, field: string) {
    const user = await lockMember(tx, userId);
    const isFirst = !(await this.factors.methodsOf(tx, userId)).length;
    await this.setup.finish(tx, userId, code, field);
    await this.audit.record('totp_on', { actorId: userId, targetId: userId }, tx);
    const recoveryCodes = isFirst ? await this.recovery.make(tx, userId) : null;
    return { recoveryCodes, mailId: await this.mails.totpOn(tx, user) };
  }

  /** @throws Problem `not_found` for a person without a factor */
  async turnOff(tx: Tx, userId: string): Promise<string> {
    const user = await lockMember(tx, userId);
    if (!(await this.factors.removeAll(tx, userId))) throw new Problem('not_found');
    await this.audit.record('totp_off', { actorId: userId, targetId: userId }, tx);
    return this.mails.totpOff(tx, user);
  }

  /** @throws Problem `not_found` for a person without a factor */
  async renewRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
    await lockMember(tx, userId);
    if (!(await this.factors.methodsOf(tx, userId)).length)
      throw new Problem('not_found', 'There are no recovery codes without a second factor; set that up first');
    return this.recovery.make(tx, userId);
  }

  dispatch(mailId: string): void {
    this.mails.dispatch(mailId);
  }
}

/** Waits for a sign-in of the person that is under way, so that it sees the factors as they are. */
async function lockMember(tx: Tx, id: string): Promise<UserWithEmail> {
  const user = await tx.findOne(UserEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (!hasEmail(user) || user.disabledAt) throw new Problem('forbidden');
  return user;
}
