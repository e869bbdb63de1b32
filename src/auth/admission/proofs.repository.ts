import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { ProofEntity, type ProofKind } from './proof.entity.ts';

const DEFAULT_AGE_MS = 10 * 60_000;

export interface NewProof {
  kind: ProofKind;
  userId: string | null;
  /** SHA-256 of what the client holds. */
  hash: Buffer;
  data?: Record<string, string>;
  /** How long it works; ten minutes, unless given. */
  ageMs?: number;
}

@Injectable()
export class ProofsRepository {
  constructor(private readonly database: Database) {}

  /** Replaces the proof with the same hash. @returns the time until which it works */
  async add(
    { kind, userId, hash, data = {}, ageMs = DEFAULT_AGE_MS }: NewProof,
    tx: Tx = this.database.source.manager,
  ): Promise<Date> {
    const expiresAt = new Date(Date.now() + ageMs);
    await tx.upsert(ProofEntity, { hash, kind, userId, data, expiresAt }, ['hash']);
    return expiresAt;
  }

  /** A proof that has not expired; it stays. */
  find(kind: ProofKind, hash: Buffer): Promise<ProofEntity | null> {
    const where = { hash, kind, expiresAt: MoreThan(new Date()) };
    return this.database.source.manager.findOneBy(ProofEntity, where);
  }

  /** Takes out a proof, once; false when another request was faster. */
  async take(tx: Tx, { hash }: ProofEntity): Promise<boolean> {
    return (await returning(tx, `DELETE FROM proofs WHERE hash = $1 RETURNING hash`, [hash])).length > 0;
  }

  /** Takes out a proof of this kind that has not expired, once; undefined when there is none. */
  async takeByHash(kind: ProofKind, hash: Buffer): Promise<Pick<ProofEntity, 'userId' | 'data'> | undefined> {
    const [taken] = await returning<Pick<ProofEntity, 'userId' | 'data'>>(
      this.database.source.manager,
      `DELETE FROM proofs WHERE hash = $1 AND kind = $2 AND expires_at > now() RETURNING user_id AS "userId", data`,
      [hash, kind],
    );
    return taken;
  }

  async removeAll(tx: Tx, userId: string): Promise<void> {
    await tx.delete(ProofEntity, { userId });
  }
}
