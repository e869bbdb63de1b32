import { Injectable } from '@nestjs/common';
import type { SecondFactorMethod } from '../../common/problem.ts';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { PasskeyEntity } from '../passkeys/passkey.entity.ts';
import { RecoveryCodeEntity } from './recovery-code.entity.ts';
import { PERIOD_SECONDS, TotpEntity } from './totp.entity.ts';

@Injectable()
export class FactorsRepository {
  constructor(private readonly database: Database) {}

  /** By what a person can prove a second factor, used last first; empty for a person who has none. */
  async methodsOf(userId: string, tx: Tx = this.database.source.manager): Promise<SecondFactorMethod[]> {
    const rows = await tx.query<{ method: SecondFactorMethod }[]>(
      `SELECT method FROM (
         SELECT 'passkey' AS method, max(coalesce(last_used_at, created_at)) AS used_at FROM passkeys
         WHERE user_id = $1 GROUP BY user_id
         UNION ALL SELECT 'totp', to_timestamp(last_step * $2) FROM totp WHERE user_id = $1
         UNION ALL SELECT 'recovery', NULL FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL GROUP BY user_id
       ) AS methods ORDER BY used_at DESC NULLS LAST`,
      [userId, PERIOD_SECONDS],
    );
    const methods = rows.map(({ method }) => method);
    return methods.some((method) => method !== 'recovery') ? methods : [];
  }

  totpOf(userId: string, tx: Tx = this.database.source.manager): Promise<TotpEntity | null> {
    return tx.findOneBy(TotpEntity, { userId });
  }

  /** The share of people with a second factor, by role; guests have none. */
  async shares(): Promise<Record<string, number>> {
    const rows = await this.database.query<{ role: string; share: number }>(
      `SELECT role, avg((EXISTS (SELECT FROM totp t WHERE t.user_id = u.id)
                      OR EXISTS (SELECT FROM passkeys p WHERE p.user_id = u.id))::int)::float8 AS share
       FROM users u WHERE role <> 'guest' AND kind = 'person' AND disabled_at IS NULL GROUP BY role ORDER BY role`,
    );
    return Object.fromEntries(rows.map(({ role, share }) => [role, share]));
  }

  /** Replaces the authenticator of a person. */
  async saveTotp(tx: Tx, userId: string, secret: Buffer, step: number): Promise<void> {
    await tx.query(
      `INSERT INTO totp (user_id, secret, last_step) VALUES ($1, $2, $3)
       ON CONFLICT (user_id) DO UPDATE SET secret = EXCLUDED.secret, last_step = EXCLUDED.last_step, confirmed_at = now()`,
      [userId, secret, step],
    );
  }

  /** Uses up a step and all before it; false when it was used up before. */
  async useStep(userId: string, secret: Buffer, step: number): Promise<boolean> {
    const rows = await returning(
      this.database.source.manager,
      `UPDATE totp SET last_step = $3 WHERE user_id = $1 AND secret = $2 AND last_step < $3 RETURNING user_id`,
      [userId, secret, step],
    );
    return rows.length > 0;
  }

  /** Uses up a recovery code; false when it is unknown or was used before. */
  async useRecoveryCode(tx: Tx, userId: string, hash: Buffer): Promise<boolean> {
    const rows = await returning(
      tx,
      `UPDATE recovery_codes SET used_at = now() WHERE user_id = $1 AND hash = $2 AND used_at IS NULL RETURNING hash`,
      [userId, hash],
    );
    return rows.length > 0;
  }

  async replaceRecoveryCodes(tx: Tx, userId: string, hashes: Buffer[]): Promise<void> {
    await tx.delete(RecoveryCodeEntity, { userId });
    await tx.insert(
      RecoveryCodeEntity,
      hashes.map((hash) => ({ userId, hash })),
    );
  }

  async recoveryCodesLeft(userId: string, tx: Tx = this.database.source.manager): Promise<number> {
    const [row] = await tx.query<{ left: number }[]>(
      `SELECT count(*)::int AS left FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL`,
      [userId],
    );
    return row?.left ?? 0;
  }

  async removeRecoveryCodes(tx: Tx, userId: string): Promise<void> {
    await tx.delete(RecoveryCodeEntity, { userId });
  }

  /** False when there was none. */
  async removeTotp(tx: Tx, userId: string): Promise<boolean> {
    return Boolean((await tx.delete(TotpEntity, { userId })).affected);
  }

  /** False when there was nothing to remove. */
  async removeAll(tx: Tx, userId: string): Promise<boolean> {
    await this.removeRecoveryCodes(tx, userId);
    const hadTotp = await this.removeTotp(tx, userId);
    return Boolean((await tx.delete(PasskeyEntity, { userId })).affected) || hadTotp;
  }
}
