import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import type { Message } from '../../timeline/message.dto.ts';

/** A room in which something was written since keywords were looked for, and its members with keywords. */
export interface DueRoom {
  roomId: string;
  /** Null: never looked for in this room. */
  mark: number | null;
  lastSeq: number;
  people: { userId: string; keywords: string[]; visibleFromSeq: number }[];
}

export interface KeywordHit {
  userId: string;
  seq: number;
  messageId: string;
}

/** In a round: the others are due in the next one. */
const MAX_ROOMS = 200;
const KEPT_DAYS = 14;
/** What its person has read, or can no longer read, needs no count any more. */
export const READ_HITS = `found_at < now() - interval '${KEPT_DAYS} days' AND NOT EXISTS (SELECT FROM room_members m
  WHERE m.room_id = keyword_hits.room_id AND m.user_id = keyword_hits.user_id AND m.last_read_seq < keyword_hits.seq)`;
export const MARKS_OF_DELETED_ROOMS = `NOT EXISTS (SELECT FROM room_head h WHERE h.room_id = keyword_marks.room_id)`;

@Injectable()
export class KeywordsRepository {
  constructor(private readonly database: Database) {}

  async due(): Promise<DueRoom[]> {
    return this.database.query(
      `SELECT m.room_id AS "roomId", k.seq AS mark, h.last_seq AS "lastSeq", json_agg(json_build_object(
         'userId', u.id, 'keywords', u.preferences -> 'keywords', 'visibleFromSeq', m.visible_from_seq)) AS people
       FROM users u JOIN room_members m ON m.user_id = u.id AND m.notify <> 'none'
       JOIN room_head h ON h.room_id = m.room_id LEFT JOIN keyword_marks k ON k.room_id = m.room_id
       WHERE u.preferences ? 'keywords' AND u.disabled_at IS NULL AND jsonb_array_length(u.preferences -> 'keywords') > 0
         AND h.last_seq > coalesce(k.seq, -1)
       GROUP BY 1, 2, 3 LIMIT ${MAX_ROOMS}`,
    );
  }

  /** Notes what was found, and up to where it was looked for. @returns what was not known before */
  async note(tx: Tx, roomId: string, upTo: number, hits: KeywordHit[]): Promise<KeywordHit[]> {
    await tx.query(
      `INSERT INTO keyword_marks (room_id, seq) VALUES ($1, $2)
       ON CONFLICT (room_id) DO UPDATE SET seq = greatest(keyword_marks.seq, excluded.seq)`,
      [roomId, upTo],
    );
    if (!hits.length) return [];
    return returning<KeywordHit>(
      tx,
      `INSERT INTO keyword_hits (room_id, user_id, seq, message_id)
       SELECT $1, hit."userId", hit.seq, hit."messageId"
       FROM json_to_recordset($2::json) AS hit ("userId" uuid, seq bigint, "messageId" uuid)
       ON CONFLICT DO NOTHING RETURNING user_id AS "userId", seq, message_id AS "messageId"`,
      [roomId, JSON.stringify(hits)],
    );
  }

  async has({ id, roomId, seq }: Pick<Message, 'id' | 'roomId' | 'seq'>, userId: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM keyword_hits WHERE room_id = $1 AND user_id = $2 AND seq = $3 AND message_id = $4`,
      [roomId, userId, seq, id],
    );
    return rows.length > 0;
  }

  async forget(userId: string): Promise<void> {
    await this.database.query(`DELETE FROM keyword_hits WHERE user_id = $1`, [userId]);
  }
}
