import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../common/database/database.ts';
import { draftColumns, draftEntry, type DraftRow, type StoredDraft, storedDraft } from './draft.view.ts';
import type { Draft, DraftEntry } from './drafts.dto.ts';

const DRAFTS = `SELECT ${draftColumns('d')} FROM drafts d`;

/** Drafts of people, and their tombstones. */
@Injectable()
export class DraftsRepository {
  constructor(private readonly database: Database) {}

  async find(tx: Tx, userId: string, id: string): Promise<StoredDraft | undefined> {
    const [row] = await tx.query<DraftRow[]>(`${DRAFTS} WHERE d.user_id = $1 AND d.id = $2`, [userId, id]);
    return row && storedDraft(row);
  }

  /** How many drafts a person has beside this one, and the characters of all of them. */
  async others(tx: Tx, userId: string, id: string): Promise<{ count: number; length: number }> {
    const [row] = await tx.query<{ count: number; length: number }[]>(
      `SELECT count(*)::int AS count, coalesce(sum(char_length(body)), 0)::int AS length FROM drafts
       WHERE user_id = $1 AND id <> $2 AND deleted_at IS NULL`,
      [userId, id],
    );
    return row ?? { count: 0, length: 0 };
  }

  async put(tx: Tx, userId: string, draft: StoredDraft): Promise<void> {
    await tx.query(
      `INSERT INTO drafts (user_id, id, room_id, thread_id, edit_of, body, reply_to_id, attachment_ids, version,
         updated_at, deleted_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CASE WHEN $11 THEN now() END)
       ON CONFLICT (user_id, id) DO UPDATE SET body = EXCLUDED.body, reply_to_id = EXCLUDED.reply_to_id,
         attachment_ids = EXCLUDED.attachment_ids, version = EXCLUDED.version, updated_at = EXCLUDED.updated_at,
         deleted_at = EXCLUDED.deleted_at`,
      [
        userId,
        draft.id,
        draft.roomId,
        draft.threadId,
        draft.editOf,
        draft.body,
        draft.replyToId,
        draft.attachmentIds,
        draft.version,
        draft.updatedAt,
        draft.isGone,
      ],
    );
  }

  /** Those that are no tombstones. */
  async byIds(userId: string, ids: string[]): Promise<DraftEntry[]> {
    const rows = await this.database.query<DraftRow>(
      `${DRAFTS} WHERE d.user_id = $1 AND d.id = ANY($2::uuid[]) AND d.deleted_at IS NULL`,
      [userId, ids],
    );
    return rows.map(draftEntry);
  }

  /** The one changed last first, after the last one of the previous page. */
  async page(userId: string, after: { time: string; id: string }, limit: number): Promise<Draft[]> {
    const rows = await this.database.query<DraftRow & { is_member: boolean }>(
      `SELECT ${draftColumns('d')}, m.user_id IS NOT NULL AS is_member FROM drafts d
       LEFT JOIN rooms r ON r.id = d.room_id AND r.deleted_at IS NULL
       LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = d.user_id
       WHERE d.user_id = $1 AND d.deleted_at IS NULL AND (d.updated_at, d.id) < ($2, $3)
       ORDER BY d.updated_at DESC, d.id DESC LIMIT $4`,
      [userId, after.time, after.id, limit],
    );
    return rows.map((row) => ({ ...draftEntry(row), isMember: row.is_member }));
  }

  /** All drafts of a person, the oldest first, for their data export. */
  async ofUser(userId: string): Promise<DraftEntry[]> {
    const rows = await this.database.query<DraftRow>(
      `${DRAFTS} WHERE d.user_id = $1 AND d.deleted_at IS NULL ORDER BY d.updated_at, d.id`,
      [userId],
    );
    return rows.map(draftEntry);
  }
}
