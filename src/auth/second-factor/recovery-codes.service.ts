import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { FactorMails } from './factor-mails.ts';
import { FactorsRepository } from './factors.repository.ts';
import { lockMember } from './lock-member.ts';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts';

/** Makes recovery codes and uses them up. */
@Injectable()
export class RecoveryCodesService {
  constructor(
    private readonly factors: FactorsRepository,
    private readonly users: UsersRepository,
    private readonly mails: FactorMails,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /** New codes; the former ones end. */
  async make(tx: Tx, userId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    await this.factors.replaceRecoveryCodes(tx, userId, codes.map(recoveryCodeHash));
    await this.audit.record('recovery_codes_made', { actorId: userId, targetId: userId }, tx);
    return codes;
  }

  /** The same, for a caller who has a second factor. @throws Problem `not_found` for a person without one */
  async renew(userId: string): Promise<string[]> {
    return this.database.transaction(async (tx) => {
      await lockMember(tx, userId);
      if (!(await this.factors.methodsOf(userId, tx)).length)
        throw new Problem('not_found', 'There are no recovery codes without a second factor; set that up first');
      return this.make(tx, userId);
    });
  }

  /** Uses up a code, and mails its person how many are left. */
  async use(userId: string, code: string): Promise<boolean> {
    const user = await this.users.byId(userId);
    const used = await this.database.transaction(async (tx) => {
      if (!(await this.factors.useRecoveryCode(tx, userId, recoveryCodeHash(code)))) return undefined;
      const left = await this.factors.recoveryCodesLeft(userId, tx);
      const detail = { left: String(left) };
      await this.audit.record('recovery_code_used', { actorId: userId, targetId: userId, detail }, tx);
      return { mailId: user && (await this.mails.recoveryCodeUsed(tx, user, left)) };
    });
    this.mails.dispatch(used?.mailId ?? undefined);
    return used !== undefined;
  }
}
