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
    const own = await this.factors.methodsOf(userId);
    const methods: ConfirmationMethod[] = ['password', ...own.filter((method) => method !== 'recovery')];
    throw new Problem('confirmation_required', undefined, undefined, undefined, { methods });
  }

  /** @throws Problem `invalid_input`, `too_many_requests`, `invalid_credentials` or `invalid_second_factor` */
  async confirm(caller: Caller, { password, ...factors }: ConfirmIdentity): Promise<void> {
    const { userId, sessionId } = caller;
    const { totp, passkey } = factors;
    const given = Object.entries({ password, totp, passkey }).filter(([, value]) => value !== undefined);
    const [by] = given[0] ?? [];
    if (by === undefined || given.length > 1)
      throw new Problem('invalid_input', undefined, { password: ['or totp or passkey is needed, and one of them'] });
    if (password !== undefined) await this.passwords.confirm(caller, password, 'password');
    else await this.check.verify(userId, factors);
    await this.proofs.prove(sessionId);
    const detail = { by };
    await this.audit.record('confirmed', { actorId: userId, targetId: userId, detail });
  }
}
