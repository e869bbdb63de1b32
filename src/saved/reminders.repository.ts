import { Injectable } from '@nestjs/common';
import type { Tx } from '../common/database/database.ts';
import type { PersonalKey } from '../personal/personal.repository.ts';

/** A reminder that is due, and that no other process rings. */
export interface DueReminder {
  userId: string;
  messageId: string;
}

const MAX_DUE = 200;

/** Due reminders. */
@Injectable()
export class RemindersRepository {
  /**
   * Claims reminders that are due, of these people, until the transaction ends, together with the heads of their streams. What
   * another process or a request holds is passed over, so nothing waits here and none rings twice.
   */
  claim(tx: Tx, userIds: string[]): Promise<DueReminder[]> {
    return tx.query(
      `SELECT s.user_id AS "userId", s.message_id AS "messageId"
       FROM saved_messages s JOIN person_head h ON h.user_id = s.user_id
       WHERE s.remind_at <= now() AND s.remind_at IS NOT NULL AND s.reminded_at IS NULL AND s.user_id = ANY($1::uuid[])
       ORDER BY s.remind_at LIMIT ${MAX_DUE} FOR UPDATE OF s, h SKIP LOCKED`,
      [userIds],
    );
  }

  /** They ring at these revisions of their people. */
  async markReminded(tx: Tx, keys: readonly PersonalKey[]): Promise<void> {
    await tx.query(
      `UPDATE saved_messages s SET reminded_at = now(), reminded_revision = told.revision
       FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS told (user_id, message_id, revision)
       WHERE s.user_id = told.user_id AND s.message_id = told.message_id`,
      [keys.map(({ userId }) => userId), keys.map(({ id }) => id), keys.map(({ revision }) => revision)],
    );
  }
}
