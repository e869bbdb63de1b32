import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { FactorMails } from './factor-mails.ts';
import { FactorsRepository } from './factors.repository.ts';
import { FirstAndLastFactor } from './first-and-last-factor.ts';
import { lockMember } from './lock-member.ts';
import { TotpSetupService } from './totp-setup.service.ts';

/** Turns the authenticator app of a person on and off, in the caller's transaction. Pass `mailId` to `dispatch` after the commit. */
@Injectable()
export class FactorChangesService {
  constructor(
    private readonly factors: FactorsRepository,
    private readonly setup: TotpSetupService,
    private readonly firstAndLast: FirstAndLastFactor,
    private readonly mails: FactorMails,
    private readonly audit: AuditService,
  ) {}

  /**
   * @param field of the request that holds the code
   * @returns recovery codes with a first factor; null where there was one before
   * @throws Problem `invalid_code`
   */
  async turnOn(tx: Tx, userId: string, code: string, field: string) {
    const user = await lockMember(tx, userId);
    const recoveryCodes = await this.firstAndLast.beforeAdding(tx, userId);
    await this.setup.finish(tx, userId, code, field);
    await this.audit.record('totp_on', { actorId: userId, targetId: userId }, tx);
    return { recoveryCodes, mailId: await this.mails.totpOn(tx, user) };
  }

  /** @throws Problem `not_found` for a person without an app, `last_way_in` where the server requires a factor and it is the last */
  async turnOff(tx: Tx, userId: string): Promise<string | undefined> {
    const user = await lockMember(tx, userId);
    if (!(await this.factors.removeTotp(tx, userId))) throw new Problem('not_found');
    await this.firstAndLast.afterRemoving(tx, user);
    await this.audit.record('totp_off', { actorId: userId, targetId: userId }, tx);
    return this.mails.totpOff(tx, user);
  }

  dispatch(mailId: string | undefined): void {
    this.mails.dispatch(mailId);
  }
}
