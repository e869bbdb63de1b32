import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ProofKind } from '../admission/proof.entity.ts';
import { ProofsRepository } from '../admission/proofs.repository.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import type { WebAuthnAnswer } from './webauthn-answers.ts';

/** `passkey-sign-in`: without a name. `passkey-own`: of a known person. `passkey-setup`: for a new passkey of theirs. */
export type ChallengePurpose = Extract<ProofKind, 'passkey-sign-in' | 'passkey-own' | 'passkey-setup'>;

/** The number that a passkey signs: for ten minutes, one purpose, one person and one answer. */
@Injectable()
export class PasskeyChallenges {
  constructor(private readonly proofs: ProofsRepository) {}

  /** @param userId null before a person has said who they are */
  async issue(kind: ChallengePurpose, userId: string | null): Promise<Buffer> {
    const challenge = randomBytes(32);
    await this.proofs.add({ kind, userId, hash: sha256(challenge.toString('base64url')) });
    return challenge;
  }

  /** Uses up the challenge of an answer, right or wrong. False for an unknown, used, expired one or of another purpose or person. */
  async take(kind: ChallengePurpose, userId: string | null, { challenge }: WebAuthnAnswer): Promise<boolean> {
    const taken = await this.proofs.takeByHash(kind, sha256(challenge));
    return taken !== undefined && taken.userId === userId;
  }
}
