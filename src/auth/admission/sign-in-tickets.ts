import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import { Problem, type SecondFactorChallenge } from '../../common/problem.ts';
import { newToken, sha256 } from '../sessions/session-tokens.ts';
import type { ProofEntity, ProofKind } from './proof.entity.ts';
import { ProofsRepository } from './proofs.repository.ts';
import type { ProviderSession, SignInProof } from './sign-in-proof.dto.ts';

type TicketKind = Extract<ProofKind, 'sign-in' | 'factor-setup'>;

/** A sign-in that waits for its second factor. */
export interface SignInTicket {
  userId: string;
  /** What has been proved, without its strength: that comes with the second factor. */
  begun: Omit<SignInProof, 'strength'>;
  stored: ProofEntity;
}

export const noSuchTicket = (): Problem =>
  new Problem('invalid_second_factor', 'This sign-in has taken too long; begin it anew', {
    ticket: ['is unknown, used or has expired'],
  });

/** Carries a sign-in from the right password to the second factor: for ten minutes, and for one success. */
@Injectable()
export class SignInTickets {
  constructor(private readonly proofs: ProofsRepository) {}

  async issue(
    tx: Tx,
    kind: TicketKind,
    userId: string,
    proof: SignInProof,
    methods: SecondFactorChallenge['methods'],
  ): Promise<SecondFactorChallenge> {
    const ticket = newToken();
    const expiresAt = await this.proofs.add({ kind, userId, hash: sha256(ticket), data: dataOf(proof) }, tx);
    return { ticket, methods, expiresAt: expiresAt.toISOString() };
  }

  /** @throws Problem `invalid_second_factor` */
  async find(kind: TicketKind, ticket: string): Promise<SignInTicket> {
    const stored = await this.proofs.find(kind, sha256(ticket));
    if (!stored?.userId) throw noSuchTicket();
    return { userId: stored.userId, begun: begunBy(stored.data), stored };
  }

  /** @throws Problem `invalid_second_factor` when another request was faster */
  async take(tx: Tx, { stored }: SignInTicket): Promise<void> {
    if (!(await this.proofs.take(tx, stored))) throw noSuchTicket();
  }
}

const dataOf = ({ by, provider }: SignInProof): Record<string, string> => ({
  by,
  ...(provider && { identityId: provider.identityId }),
  ...(provider?.sid && { sid: provider.sid }),
  ...(provider?.idToken && { idToken: provider.idToken.toString('base64') }),
});

function begunBy({ by = '', identityId, sid, idToken }: Record<string, string>): SignInTicket['begun'] {
  if (identityId === undefined) return { by };
  const sealed = idToken === undefined ? null : Buffer.from(idToken, 'base64');
  return { by, provider: { identityId, sid: sid ?? null, idToken: sealed } satisfies ProviderSession };
}
