import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../common/database/database.ts';
import type { ProblemCode } from '../common/problem.ts';
import type { Role } from '../shared/roles.ts';
import type { ScheduledEntry } from './scheduled.dto.ts';
import { scheduledColumns, scheduledEntry, type ScheduledRow } from './scheduled.view.ts';

/** A message that this process sends; no other one does until the claim ends. */
export interface ClaimedMessage {
  userId: string;
  /** What the author is on the server now. */
  role: Role;
  isDisabled: boolean;
  claim: string;
  sendAt: Date;
  entry: ScheduledEntry;
}

interface ClaimedRow extends ScheduledRow {
  user_id: string;
  role: Role;
  disabled: boolean;
  claim: string;
}

/** Much longer than a send takes; a process that is killed meanwhile holds its messages up for so long. */
const CLAIM_SECONDS = 30;
const MAX_CLAIMED = 50;

const claimThose = (condition: string) => `
  UPDATE scheduled_messages s SET claim = gen_random_uuid(), not_before = now() + interval '${CLAIM_SECONDS} seconds'
  FROM users u
  WHERE u.id = s.user_id AND (s.user_id, s.id) IN (
    SELECT user_id, id FROM scheduled_messages WHERE ${condition}
    ORDER BY send_at, id LIMIT ${MAX_CLAIMED} FOR UPDATE SKIP LOCKED)
  RETURNING ${scheduledColumns('s')}, s.user_id, s.claim, u.role, u.disabled_at IS NOT NULL AS disabled`;

const CLAIM_DUE = claimThose(`state = 'waiting' AND send_at <= now() AND (not_before IS NULL OR not_before <= now())`);
const CLAIM_ONE = claimThose(
  `user_id = $1 AND id = $2 AND (claim IS NULL OR not_before IS NULL OR not_before <= now())`,
);

/**
 * Who sends which message. A claim is a row's own lease, not a lock: nothing is held while a message is sent. Where it ends
 * too early the message is sent again, under the same `clientId`, which has no effect.
 */
@Injectable()
export class ScheduledClaimsRepository {
  constructor(private readonly database: Database) {}

  /** The earliest first. What another process claims at this moment is passed over. */
  claimDue(): Promise<ClaimedMessage[]> {
    return this.claim(CLAIM_DUE);
  }

  /** A message that its author sends now; undefined where there is none that is free. */
  async claimOne(userId: string, id: string): Promise<ClaimedMessage | undefined> {
    return (await this.claim(CLAIM_ONE, [userId, id]))[0];
  }

  /** Lets it be tried again after some seconds. */
  async release({ userId, entry: { id }, claim }: ClaimedMessage, seconds: number): Promise<void> {
    await this.database.query(
      `UPDATE scheduled_messages SET claim = NULL, not_before = now() + make_interval(secs => $4)
       WHERE user_id = $1 AND id = $2 AND claim = $3`,
      [userId, id, claim, seconds],
    );
  }

  /** Removes what was sent. @returns false where the claim has ended and the entry was changed or removed since */
  async removeSent(tx: Tx, { userId, entry: { id }, claim }: ClaimedMessage): Promise<boolean> {
    const rows = await returning(
      tx,
      `DELETE FROM scheduled_messages WHERE user_id = $1 AND id = $2 AND claim = $3 RETURNING id`,
      [userId, id, claim],
    );
    return rows.length > 0;
  }

  /** @param revision the person's revision at which it is told. @returns false as in `removeSent` */
  async markFailed(
    tx: Tx,
    { userId, entry: { id }, claim }: ClaimedMessage,
    problem: ProblemCode,
    revision: number,
  ): Promise<boolean> {
    const rows = await returning(
      tx,
      `UPDATE scheduled_messages SET state = 'failed', problem = $4, failed_at = now(), failed_revision = $5,
         claim = NULL, not_before = NULL
       WHERE user_id = $1 AND id = $2 AND claim = $3 RETURNING id`,
      [userId, id, claim, problem, revision],
    );
    return rows.length > 0;
  }

  private async claim(sql: string, values: unknown[] = []): Promise<ClaimedMessage[]> {
    const rows = await returning<ClaimedRow>(this.database.source.manager, sql, values);
    return rows
      .map((row) => ({
        userId: row.user_id,
        role: row.role,
        isDisabled: row.disabled,
        claim: row.claim,
        sendAt: row.send_at,
        entry: scheduledEntry(row),
      }))
      .sort(
        (one, other) => one.sendAt.getTime() - other.sendAt.getTime() || one.entry.id.localeCompare(other.entry.id),
      );
  }
}
