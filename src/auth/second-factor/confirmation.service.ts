import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { type ConfirmationMethod, Problem } from '../../common/problem.ts';
import { PasswordService } from '../passwords/password.service.ts';
import { SessionProofs } from '../sessions/session-proofs.ts';
import { ConfirmationMethods } from './confirmation-methods.ts';
import { SecondFactorCheck } from './second-factor-check.ts';
import type { ConfirmIdentity } from './second-factor.dto.ts';

/** Asks for a fresh proof before acts that a person who found an open session must not do. */
@Injectable()
export class ConfirmationService {
  constructor(
    private readonly proofs: SessionProofs,
    private readonly passwords: PasswordService,
    private readonly check: SecondFactorCheck,
    private readonly methods: ConfirmationMethods,
    private readonly audit: AuditService,
  ) {}

  /**
   * @throws Problem `confirmation_required` unless the session has proved itself within ten minutes, `session_required` for
   *   a token, behind which nobody sits
   */
  async assertFresh({ userId, sessionId, token }: Caller): Promise<void> {
    if (token) throw new Problem('session_required');
    if (await this.proofs.isFresh(sessionId)) return;
    throw confirmationRequired(await this.methods.of(userId));
  }

  /** The same, and of a person with a second factor the session must have shown it as well. */
  async assertFreshWithFactor(caller: Caller): Promise<void> {
    const own = await this.methods.factorsOf(caller.userId);
    if (!own.length || (await this.proofs.isStrong(caller.sessionId))) return this.assertFresh(caller);
    throw confirmationRequired(own);
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
    if (password === undefined)
      await this.proofs.raise(sessionId, totp === undefined ? 'password+passkey' : 'password+totp');
    const detail = { by };
    await this.audit.record('confirmed', { actorId: userId, targetId: userId, detail });
  }
}

const confirmationRequired = (methods: ConfirmationMethod[]): Problem =>
  new Problem('confirmation_required', undefined, undefined, undefined, { methods });
