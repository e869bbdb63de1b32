import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { SessionsService } from '../sessions/sessions.service.ts';
import { FactorMails } from './factor-mails.ts';
import { FactorsRepository } from './factors.repository.ts';

/** Removes the second factor of a person who has lost it, for an administrator or the operator of the machine. */
@Injectable()
export class FactorResetService {
  constructor(
    private readonly factors: FactorsRepository,
    private readonly sessions: SessionsService,
    private readonly mails: FactorMails,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /**
   * Ends every session of the person and mails them: a lost phone may be in the hands of another person.
   * @param actorId undefined for the operator
   * @throws Problem `user_not_found`, or `not_found` for a person without a second factor
   */
  async reset(userId: string, actorId?: string): Promise<void> {
    const { ended, mailId } = await this.database.transaction(async (tx) => {
      const user = await tx.findOne(UserEntity, { where: { id: userId }, lock: { mode: 'for_no_key_update' } });
      if (!user || user.deletedAt) throw new Problem('user_not_found');
      if (!(await this.factors.removeAll(tx, userId)))
        throw new Problem('not_found', 'This person has no second factor');
      const by = actorId ? { actorId } : { detail: { by: 'command' } };
      await this.audit.record('factors_reset', { targetId: userId, ...by }, tx);
      const mailId = await this.mails.totpOff(tx, user);
      return { ended: await this.sessions.endAllIn(tx, userId, 'revoked'), mailId };
    });
    this.sessions.announceEnd(ended);
    this.mails.dispatch(mailId);
  }
}
