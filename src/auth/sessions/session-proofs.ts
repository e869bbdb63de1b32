import { Injectable } from '@nestjs/common';
import type { SignInStrength } from '../admission/sign-in-proof.dto.ts';
import { TWO_FACTORS } from '../admission/two-factors.policy.ts';
import { Database, type Tx } from '../../common/database/database.ts';

/** How long a proof of the person counts as fresh. */
const FRESH_MINUTES = 10;

/** When the person of a session has last proved who they are: by signing in, or by confirming. */
@Injectable()
export class SessionProofs {
  constructor(private readonly database: Database) {}

  async isFresh(sessionId: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM sessions WHERE id = $1 AND proved_at > now() - interval '${FRESH_MINUTES} minutes'`,
      [sessionId],
    );
    return rows.length > 0;
  }

  async prove(sessionId: string): Promise<void> {
    await this.database.query(`UPDATE sessions SET proved_at = now() WHERE id = $1`, [sessionId]);
  }

  /** The session has shown a second factor that its sign-in did not have. */
  async strengthen(tx: Tx, sessionId: string, strength: SignInStrength): Promise<void> {
    await tx.query(`UPDATE sessions SET strength = $2 WHERE id = $1`, [sessionId, strength]);
  }

  /** Whether the session has shown two factors. */
  async isStrong(sessionId: string): Promise<boolean> {
    const rows = await this.database.query(`SELECT FROM sessions WHERE id = $1 AND strength = ANY($2)`, [
      sessionId,
      TWO_FACTORS,
    ]);
    return rows.length > 0;
  }

  /** The session, which began with one factor, has shown another; one that had two keeps its word for it. */
  async raise(sessionId: string, strength: SignInStrength): Promise<void> {
    await this.database.query(`UPDATE sessions SET strength = $2 WHERE id = $1 AND coalesce(strength, '') <> ALL($3)`, [
      sessionId,
      strength,
      TWO_FACTORS,
    ]);
  }
}
