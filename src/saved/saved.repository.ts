import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../common/database/database.ts';
import type { Message } from '../timeline/message.dto.ts';
import {
  messageColumns,
  messageJoins,
  messageView,
  type MessageViewRow,
  redactBefore,
} from '../timeline/message.view.ts';
import type { SavedEntry, SavedState } from './saved.dto.ts';
import { savedColumns, savedEntry, type SavedRow } from './saved.view.ts';

/** Which entries of a person, and after which one. */
export interface SavedFilter {
  userId: string;
  state?: SavedState | undefined;
  roomId?: string | undefined;
  reminders: boolean;
  /** The time by which the last entry of the previous page stands, and its message. */
  after: { time: string; messageId: string };
}

const ENTRIES = `SELECT ${savedColumns('s')} FROM saved_messages s`;

/** Messages that people have saved, and those messages as their readers may see them. */
@Injectable()
export class SavedRepository {
  constructor(private readonly database: Database) {}

  async find(tx: Tx, userId: string, messageId: string): Promise<SavedEntry | undefined> {
    const [row] = await tx.query<SavedRow[]>(`${ENTRIES} WHERE s.user_id = $1 AND s.message_id = $2`, [
      userId,
      messageId,
    ]);
    return row && savedEntry(row);
  }

  async count(tx: Tx, userId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM saved_messages WHERE user_id = $1`,
      [userId],
    );
    return row?.count ?? 0;
  }

  /** A reminder that has changed has not rung. */
  async put(tx: Tx, userId: string, entry: SavedEntry): Promise<void> {
    await tx.query(
      `INSERT INTO saved_messages (user_id, message_id, room_id, state, note, remind_at, reminded_at, saved_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (user_id, message_id) DO UPDATE SET state = EXCLUDED.state, note = EXCLUDED.note,
         remind_at = EXCLUDED.remind_at, reminded_at = EXCLUDED.reminded_at,
         mailed_at = CASE WHEN saved_messages.remind_at = EXCLUDED.remind_at THEN saved_messages.mailed_at END`,
      [userId, entry.messageId, entry.roomId, entry.state, entry.note, entry.remindAt, entry.remindedAt, entry.savedAt],
    );
  }

  /** @returns whether there was one */
  async remove(tx: Tx, userId: string, messageId: string): Promise<boolean> {
    const [row] = await tx.query<{ gone: boolean }[]>(
      `WITH gone AS (DELETE FROM saved_messages WHERE user_id = $1 AND message_id = $2 RETURNING 1)
       SELECT count(*) > 0 AS gone FROM gone`,
      [userId, messageId],
    );
    return row?.gone ?? false;
  }

  async byIds(userId: string, messageIds: string[]): Promise<SavedEntry[]> {
    const sql = `${ENTRIES} WHERE s.user_id = $1 AND s.message_id = ANY($2::uuid[])`;
    return (await this.database.query<SavedRow>(sql, [userId, messageIds])).map(savedEntry);
  }

  /** Those among the entries that rang at these revisions, within the last two minutes. */
  async rangAt(
    userId: string,
    messageIds: string[],
    revisions: number[],
  ): Promise<(SavedEntry & { revision: number })[]> {
    const rows = await this.database.query<SavedRow & { revision: number }>(
      `SELECT ${savedColumns('s')}, told.revision FROM saved_messages s JOIN unnest($2::uuid[], $3::bigint[]) AS told (message_id, revision)
         ON told.message_id = s.message_id AND told.revision = s.reminded_revision
       WHERE s.user_id = $1 AND s.reminded_at > now() - interval '2 minutes' ORDER BY s.remind_at`,
      [userId, messageIds, revisions],
    );
    return rows.map((row) => ({ ...savedEntry(row), revision: row.revision }));
  }

  /** The one saved last first; by reminders the earliest first. */
  async page(filter: SavedFilter, limit: number): Promise<SavedEntry[]> {
    const { userId, state, roomId, reminders, after } = filter;
    const order = reminders
      ? `AND s.remind_at IS NOT NULL AND (s.remind_at, s.message_id) > ($4, $5) ORDER BY s.remind_at, s.message_id`
      : `AND (s.saved_at, s.message_id) < ($4, $5) ORDER BY s.saved_at DESC, s.message_id DESC`;
    const rows = await this.database.query<SavedRow>(
      `${ENTRIES} WHERE s.user_id = $1 AND ($2::text IS NULL OR s.state = $2) AND ($3::uuid IS NULL OR s.room_id = $3)
       ${order} LIMIT $6`,
      [userId, state ?? null, roomId ?? null, after.time, after.messageId, limit],
    );
    return rows.map(savedEntry);
  }

  /** Everything that a person has saved, the oldest first, for their data export. */
  async ofUser(userId: string): Promise<SavedEntry[]> {
    return (await this.database.query<SavedRow>(`${ENTRIES} WHERE s.user_id = $1 ORDER BY s.saved_at`, [userId])).map(
      savedEntry,
    );
  }

  /** Those of the messages that a person may read now, by id. */
  async readable(userId: string, messageIds: string[]): Promise<Map<string, Message>> {
    if (!messageIds.length) return new Map();
    const rows = await this.database.query<MessageViewRow & { from: number }>(
      `SELECT ${messageColumns}, coalesce(member.visible_from_seq, 1) AS from FROM messages m
       JOIN rooms room ON room.id = m.room_id AND room.deleted_at IS NULL
       JOIN room_members member ON member.room_id = m.room_id AND member.user_id = $1
         AND m.seq >= coalesce(member.visible_from_seq, 1)
       ${messageJoins} WHERE m.id = ANY($2::uuid[])`,
      [userId, messageIds],
    );
    return new Map(rows.map(({ from, ...row }) => [row.id, redactBefore(from)(messageView(row))]));
  }
}
