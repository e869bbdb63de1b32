import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { type ConfirmationMethod, Problem } from '../../common/problem.ts';
import { PasswordService } from '../passwords/password.service.ts';
import { SessionProofs } from '../sessions/session-proofs.ts';
import { FactorsRepository } from './factors.repository.ts';
import { SecondFactorCheck } from './second-factor-check.ts';
import type { ConfirmIdentity } from './second-factor.dto.ts';

/** Asks for a fresh proof before acts that a person who found an open session must not do. */
@Injectable()
export class ConfirmationService {
  constructor(
    private readonly proofs: SessionProofs,
    private readonly passwords: PasswordService,
    private readonly check: SecondFactorCheck,
    private readonly factors: FactorsRepository,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem `confirmation_required` unless the session has proved itself within ten minutes */
  async assertFresh({ userId, sessionId }: Caller): Promise<void> {
    if (await this.proofs.isFresh(sessionId)) return;
    const methods: ConfirmationMethod[] = (await this.factors.totpOf(userId)) ? ['password', 'totp'] : ['password'];
    throw new Problem('confirmation_required', undefined, undefined, undefined, { methods });
  }

  /** @throws Problem `invalid_input`, `too_many_requests`, `invalid_credentials` or `invalid_second_factor` */
  async confirm(caller: Caller, { password, totp }: ConfirmIdentity): Promise<void> {
    const { userId, sessionId } = caller;
    if ((password === undefined) === (totp === undefined))
      throw new Problem('invalid_input', undefined, { password: ['or totp is needed, not both'] });
    if (password !== undefined) await this.passwords.confirm(caller, password, 'password');
    else await this.check.verify(userId, { totp });
    await this.proofs.prove(sessionId);
    const detail = { by: password === undefined ? 'totp' : 'password' };
    await this.audit.record('confirmed', { actorId: userId, targetId: userId, detail });
  }
}
