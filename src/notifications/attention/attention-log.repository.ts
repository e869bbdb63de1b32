import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import type { AttentionLogEntity } from './attention-log.entity.ts';
import type { AttentionCount, AttentionDecision } from './attention.dto.ts';

export type AttentionNote = Omit<AttentionLogEntity, 'at'> & { at: string };

const COLUMNS = `message_id AS "messageId", user_id AS "userId", channel, at, outcome, kind, reason`;

@Injectable()
export class AttentionLogRepository {
  constructor(private readonly database: Database) {}

  /**
   * The first decision about a message, a person and a channel counts: another node may have come to the same. Nothing is
   * noted about accounts that were deleted meanwhile.
   */
  async insert(notes: AttentionNote[]): Promise<void> {
    await this.database.query(
      `INSERT INTO attention_log (message_id, user_id, channel, at, outcome, kind, reason)
       SELECT "messageId", "userId", channel, at, outcome, kind, reason FROM json_to_recordset($1::json)
         AS note ("messageId" uuid, "userId" uuid, channel text, at timestamptz, outcome text, kind text, reason text)
       WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = "userId" AND u.deleted_at IS NOT NULL)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(notes)],
    );
  }

  async of(messageId: string, userId: string): Promise<AttentionDecision[]> {
    const rows = await this.database.query<AttentionLogEntity>(
      `SELECT ${COLUMNS} FROM attention_log WHERE message_id = $1 AND user_id = $2 ORDER BY at`,
      [messageId, userId],
    );
    return rows.map(({ at, channel, outcome, kind, reason }) => ({
      at: at.toISOString(),
      channel,
      outcome,
      kind,
      reason,
    }));
  }

  /** Everything about a person, oldest first. */
  ofUser(userId: string): Promise<AttentionLogEntity[]> {
    return this.database.query(`SELECT ${COLUMNS} FROM attention_log WHERE user_id = $1 ORDER BY at`, [userId]);
  }

  counts(userId: string | undefined): Promise<AttentionCount[]> {
    return this.database.query(
      `SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, channel, outcome, reason, count(*)::int AS count
       FROM attention_log WHERE $1::uuid IS NULL OR user_id = $1 GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3, 4`,
      [userId ?? null],
    );
  }

  async forget(userId: string): Promise<void> {
    await this.database.query(`DELETE FROM attention_log WHERE user_id = $1`, [userId]);
  }
}
