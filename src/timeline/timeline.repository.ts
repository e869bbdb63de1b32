import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import type { Message, SystemNotice } from './message.dto.ts';
import { messageColumns, messageJoins, messageView, type MessageViewRow } from './message.view.ts';

export interface Head {
  lastSeq: number;
  revision: number;
  epoch: number;
  memberCount: number;
}

export interface NewRow {
  roomId: string;
  seq: number;
  revision: number;
  kind: Message['kind'];
  body?: string;
  authorId?: string;
  clientId?: string;
  contentHash?: Buffer;
  replyToId?: string;
  system?: SystemNotice;
}

const HEAD = `last_seq AS "lastSeq", revision, epoch, member_count AS "memberCount"`;
const MESSAGES = `SELECT ${messageColumns} FROM messages m ${messageJoins}`;

/** The queries of the timeline: heads and message rows. */
@Injectable()
export class TimelineRepository {
  constructor(private readonly database: Database) {}

  /**
   * Locks a room's head until the transaction ends and moves it on.
   * @throws Problem `room_not_found`
   */
  async advance(tx: Tx, roomId: string, by: { seq?: number; revision?: number; members?: number }): Promise<Head> {
    const [head] = await returning<Head>(
      tx,
      `UPDATE room_head SET last_seq = last_seq + $2, revision = revision + $3, member_count = member_count + $4
       WHERE room_id = $1 RETURNING ${HEAD}`,
      [roomId, by.seq ?? 0, by.revision ?? 0, by.members ?? 0],
    );
    if (!head) throw new Problem('room_not_found');
    return head;
  }

  async heads(roomIds: string[]): Promise<({ roomId: string } & Head)[]> {
    return this.database.query(`SELECT room_id AS "roomId", ${HEAD} FROM room_head WHERE room_id = ANY($1)`, [roomIds]);
  }

  /** Undefined when this author has used this clientId in the room before. */
  async insert(tx: Tx, row: NewRow): Promise<Message | undefined> {
    const [inserted] = await tx.query<MessageViewRow[]>(
      `WITH m AS (
         INSERT INTO messages (room_id, seq, revision, kind, body, author_id, client_id, content_hash, reply_to_id, system)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (room_id, author_id, client_id) DO NOTHING RETURNING *
       ) SELECT ${messageColumns} FROM m ${messageJoins}`,
      [
        row.roomId,
        row.seq,
        row.revision,
        row.kind,
        row.body ?? '',
        row.authorId ?? null,
        row.clientId ?? null,
        row.contentHash ?? null,
        row.replyToId ?? null,
        row.system ?? null,
      ],
    );
    return inserted && messageView(inserted);
  }

  async byId(id: string): Promise<Message | undefined> {
    return (await this.select(`${MESSAGES} WHERE m.id = $1`, [id]))[0];
  }

  /** Whether a message of this room, from `from` on, may be quoted. */
  async isIn(tx: Tx, id: string, roomId: string, from: number): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT FROM messages WHERE id = $1 AND room_id = $2 AND seq >= $3 AND kind = 'text' AND deleted_at IS NULL`,
      [id, roomId, from],
    );
    return rows.length > 0;
  }

  async byClientId(roomId: string, authorId: string, clientId: string) {
    const [row] = await this.database.query<MessageViewRow & { content_hash: Buffer }>(
      `SELECT m.content_hash, ${messageColumns} FROM messages m ${messageJoins}
       WHERE m.room_id = $1 AND m.author_id = $2 AND m.client_id = $3`,
      [roomId, authorId, clientId],
    );
    return row && { message: messageView(row), contentHash: row.content_hash };
  }

  /** What somebody has said anywhere, in the order of ids, after one of them. */
  async byAuthor(authorId: string, afterId: string, limit: number): Promise<Message[]> {
    const sql = `${MESSAGES} WHERE m.author_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3`;
    return this.select(sql, [authorId, afterId, limit]);
  }

  /** The newest `limit` messages with `from` ≤ seq < `before`, seq ascending. */
  async before(roomId: string, from: number, before: number, limit: number): Promise<Message[]> {
    const sql = `${MESSAGES} WHERE m.room_id = $1 AND m.seq >= $2 AND m.seq < $3 ORDER BY m.seq DESC LIMIT $4`;
    return (await this.select(sql, [roomId, from, before, limit])).reverse();
  }

  /** The oldest `limit` messages with seq > `after`, seq ascending. */
  async after(roomId: string, from: number, after: number, limit: number): Promise<Message[]> {
    const sql = `${MESSAGES} WHERE m.room_id = $1 AND m.seq >= $2 AND m.seq > $3 ORDER BY m.seq LIMIT $4`;
    return this.select(sql, [roomId, from, after, limit]);
  }

  /** The seq of the first message at or after a time; one past the last when there is none. */
  async seqAt(roomId: string, time: Date): Promise<number> {
    const [row] = await this.database.query<{ seq: number }>(
      `SELECT coalesce(
         (SELECT seq FROM messages WHERE room_id = $1 AND created_at >= $2 ORDER BY created_at, seq LIMIT 1),
         (SELECT last_seq + 1 FROM room_head WHERE room_id = $1), 1) AS seq`,
      [roomId, time],
    );
    return row?.seq ?? 1;
  }

  /** Messages that changed after a revision, in the order of their newest change. */
  async changedSince(roomId: string, from: number, since: number, limit: number): Promise<Message[]> {
    const sql = `${MESSAGES} WHERE m.room_id = $1 AND m.seq >= $2 AND m.revision > $3 ORDER BY m.revision LIMIT $4`;
    return this.select(sql, [roomId, from, since, limit]);
  }

  /** Undefined when the message was deleted meanwhile. */
  async edit(tx: Tx, id: string, body: string, revision: number): Promise<Message | undefined> {
    const [row] = await tx.query<MessageViewRow[]>(
      `WITH m AS (
         UPDATE messages SET body = $2, revision = $3, edited_at = now() WHERE id = $1 AND deleted_at IS NULL RETURNING *
       ) SELECT ${messageColumns} FROM m ${messageJoins}`,
      [id, body, revision],
    );
    return row && messageView(row);
  }

  /** Leaves a tombstone: the place stays, everything said is gone. Undefined when it is one already. */
  async bury(tx: Tx, id: string, revision: number): Promise<Message | undefined> {
    const [row] = await tx.query<MessageViewRow[]>(
      `WITH m AS (
         UPDATE messages SET body = '', reply_to_id = NULL, revision = $2, deleted_at = now()
         WHERE id = $1 AND deleted_at IS NULL RETURNING *
       ) SELECT ${messageColumns} FROM m ${messageJoins}`,
      [id, revision],
    );
    return row && messageView(row);
  }

  private async select(sql: string, values: unknown[]): Promise<Message[]> {
    return (await this.database.query<MessageViewRow>(sql, values)).map(messageView);
  }
}
