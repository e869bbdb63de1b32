import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../common/database/database.ts';
import type { ScheduledEntry } from './scheduled.dto.ts';
import { scheduledColumns, scheduledEntry, type ScheduledRow } from './scheduled.view.ts';

const ENTRIES = `SELECT ${scheduledColumns('s')} FROM scheduled_messages s`;

/** An entry for a command, and whether a process sends it at this moment. */
export interface HeldEntry {
  entry: ScheduledEntry;
  isClaimed: boolean;
}

/** Messages that people have scheduled. */
@Injectable()
export class ScheduledRepository {
  constructor(private readonly database: Database) {}

  async find(tx: Tx, userId: string, id: string): Promise<HeldEntry | undefined> {
    const [row] = await tx.query<(ScheduledRow & { claimed: boolean })[]>(
      `SELECT ${scheduledColumns('s')}, s.claim IS NOT NULL AND s.not_before > now() AS claimed
       FROM scheduled_messages s WHERE s.user_id = $1 AND s.id = $2 FOR UPDATE`,
      [userId, id],
    );
    return row && { entry: scheduledEntry(row), isClaimed: row.claimed };
  }

  async count(tx: Tx, userId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM scheduled_messages WHERE user_id = $1`,
      [userId],
    );
    return row?.count ?? 0;
  }

  /** A claim that has ended does not hold any more: whoever held it finds that the entry is another one. */
  async put(tx: Tx, userId: string, entry: ScheduledEntry): Promise<void> {
    await tx.query(
      `INSERT INTO scheduled_messages (user_id, id, room_id, body, reply_to_id, attachment_ids, send_at, state, problem,
         created_at, thread_id, also_in_room)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       ON CONFLICT (user_id, id) DO UPDATE SET body = EXCLUDED.body, reply_to_id = EXCLUDED.reply_to_id,
         attachment_ids = EXCLUDED.attachment_ids, send_at = EXCLUDED.send_at, state = EXCLUDED.state,
         problem = EXCLUDED.problem, claim = NULL, not_before = NULL`,
      [
        userId,
        entry.id,
        entry.roomId,
        entry.body,
        entry.replyToId,
        entry.attachmentIds,
        entry.sendAt,
        entry.state,
        entry.problem,
        entry.createdAt,
        entry.threadId,
        entry.alsoInRoom,
      ],
    );
  }

  /** @returns whether there was one */
  async remove(tx: Tx, userId: string, id: string): Promise<boolean> {
    const rows = await returning(tx, `DELETE FROM scheduled_messages WHERE user_id = $1 AND id = $2 RETURNING id`, [
      userId,
      id,
    ]);
    return rows.length > 0;
  }

  async byIds(userId: string, ids: string[]): Promise<ScheduledEntry[]> {
    const rows = await this.database.query<ScheduledRow>(`${ENTRIES} WHERE s.user_id = $1 AND s.id = ANY($2::uuid[])`, [
      userId,
      ids,
    ]);
    return rows.map(scheduledEntry);
  }

  /** Those among the entries that failed at these revisions, within the last day. */
  async failedAt(
    userId: string,
    ids: string[],
    revisions: number[],
  ): Promise<(ScheduledEntry & { revision: number })[]> {
    const rows = await this.database.query<ScheduledRow & { revision: number }>(
      `SELECT ${scheduledColumns('s')}, told.revision FROM scheduled_messages s
       JOIN unnest($2::uuid[], $3::bigint[]) AS told (id, revision)
         ON told.id = s.id AND told.revision = s.failed_revision
       WHERE s.user_id = $1 AND s.state = 'failed' AND s.failed_at > now() - interval '1 day' ORDER BY s.send_at`,
      [userId, ids, revisions],
    );
    return rows.map((row) => ({ ...scheduledEntry(row), revision: row.revision }));
  }

  /** All of a person, the earliest first, and whether they are in the room still. */
  async all(userId: string): Promise<(ScheduledEntry & { isMember: boolean })[]> {
    const rows = await this.database.query<ScheduledRow & { is_member: boolean }>(
      `SELECT ${scheduledColumns('s')}, m.user_id IS NOT NULL AS is_member FROM scheduled_messages s
       LEFT JOIN rooms r ON r.id = s.room_id AND r.deleted_at IS NULL
       LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = s.user_id
       WHERE s.user_id = $1 ORDER BY s.send_at, s.id`,
      [userId],
    );
    return rows.map((row) => ({ ...scheduledEntry(row), isMember: row.is_member }));
  }

  /** For the data export of a person. */
  async ofUser(userId: string): Promise<ScheduledEntry[]> {
    return (
      await this.database.query<ScheduledRow>(`${ENTRIES} WHERE s.user_id = $1 ORDER BY s.send_at`, [userId])
    ).map(scheduledEntry);
  }
}
