import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import {
  Problem,
  type ProblemCode,
  type SecondFactorChallenge,
  type SecondFactorMethod,
} from '../../common/problem.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { RelyingParty } from '../passkeys/relying-party.ts';
import { FactorsRepository } from '../second-factor/factors.repository.ts';
import { SecondFactorPolicy } from './second-factor-policy.ts';
import type { SignInProof } from './sign-in-proof.dto.ts';
import { SignInTickets } from './sign-in-tickets.ts';
import { hasTwoFactors } from './two-factors.policy.ts';

/** What a sign-in still has to show, and the ticket to go on with. */
export interface MissingFactor {
  code: Extract<ProblemCode, 'second_factor_required' | 'second_factor_setup_required'>;
  secondFactor: SecondFactorChallenge;
}

export const missingFactorProblem = ({ code, secondFactor }: MissingFactor): Problem =>
  new Problem(code, undefined, undefined, undefined, { secondFactor });

/** Decides whether a sign-in has shown enough. */
@Injectable()
export class MissingFactors {
  constructor(
    private readonly factors: FactorsRepository,
    private readonly policy: SecondFactorPolicy,
    private readonly tickets: SignInTickets,
    private readonly party: RelyingParty,
  ) {}

  /** Undefined when nothing is missing. */
  async of(tx: Tx, { id, role }: UserEntity, proof: SignInProof): Promise<MissingFactor | undefined> {
    if (hasTwoFactors(proof.strength)) return undefined;
    const methods = await this.factors.methodsOf(id, tx);
    if (methods.length)
      return {
        code: 'second_factor_required',
        secondFactor: await this.tickets.issue(tx, 'sign-in', id, proof, methods),
      };
    if (!this.policy.isRequired(role)) return undefined;
    const offered: SecondFactorMethod[] = this.party.isUsable ? ['passkey', 'totp'] : ['totp'];
    return {
      code: 'second_factor_setup_required',
      secondFactor: await this.tickets.issue(tx, 'factor-setup', id, proof, offered),
    };
  }
}
