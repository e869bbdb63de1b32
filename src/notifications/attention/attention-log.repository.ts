import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import type { AttentionLogEntity } from './attention-log.entity.ts';
import type { AttentionCount, AttentionDecision } from './attention.dto.ts';

export type AttentionNote = Omit<AttentionLogEntity, 'at' | 'deviceIds'> & { at: string; deviceIds?: string[] };

const COLUMNS = `message_id AS "messageId", user_id AS "userId", channel, at, outcome, kind, reason,
  device_ids AS "deviceIds"`;

@Injectable()
export class AttentionLogRepository {
  constructor(private readonly database: Database) {}

  /**
   * The first decision about a message, a person and a channel counts: another node may have come to the same. Devices of the
   * same decision are added. Nothing is noted about accounts that were deleted meanwhile.
   */
  async insert(notes: AttentionNote[]): Promise<void> {
    await this.database.query(
      `INSERT INTO attention_log AS log (message_id, user_id, channel, at, outcome, kind, reason, device_ids)
       SELECT "messageId", "userId", channel, at, outcome, kind, reason, "deviceIds" FROM json_to_recordset($1::json)
         AS note ("messageId" uuid, "userId" uuid, channel text, at timestamptz, outcome text, kind text, reason text,
           "deviceIds" uuid[])
       WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = "userId" AND u.deleted_at IS NOT NULL)
       ON CONFLICT (message_id, user_id, channel) DO UPDATE SET device_ids = log.device_ids || EXCLUDED.device_ids
         WHERE log.outcome = EXCLUDED.outcome AND log.reason = EXCLUDED.reason
           AND NOT log.device_ids @> EXCLUDED.device_ids`,
      [JSON.stringify(withJoinedDevices(notes))],
    );
  }

  async of(messageId: string, userId: string): Promise<AttentionDecision[]> {
    const rows = await this.database.query<AttentionLogEntity>(
      `SELECT ${COLUMNS} FROM attention_log WHERE message_id = $1 AND user_id = $2 ORDER BY at`,
      [messageId, userId],
    );
    return rows.map(({ at, channel, outcome, kind, reason, deviceIds }) => ({
      at: at.toISOString(),
      channel,
      outcome,
      kind,
      reason,
      deviceIds: deviceIds ?? [],
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

/** The first note of each message, person and channel, with the devices of the others: a statement changes a row only once. */
function withJoinedDevices(notes: AttentionNote[]): AttentionNote[] {
  const groups = Map.groupBy(notes, ({ messageId, userId, channel }) => [messageId, userId, channel].join());
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first?.deviceIds || !others.length) return first ?? [];
    const same = others.filter(({ outcome, reason }) => outcome === first.outcome && reason === first.reason);
    return { ...first, deviceIds: [first, ...same].flatMap(({ deviceIds }) => deviceIds ?? []) };
  });
}
