import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../common/database/database.ts';
import { followerJoin, follows } from './followers.repository.ts';
import type { Message } from './message.dto.ts';
import { messageColumns, messageJoins, messageView, type MessageViewRow, redactBefore } from './message.view.ts';

const REPLIES = `SELECT ${messageColumns} FROM messages m ${messageJoins}
  WHERE m.thread_id = $1 AND m.seq >= $2`;

/** Only threads that a user follows, or does not follow. */
export interface Followed {
  userId: string;
  following: boolean;
}

/** The queries of threads: the replies to a message, and the messages with recent replies. */
@Injectable()
export class ThreadsRepository {
  constructor(private readonly database: Database) {}

  /** The newest `limit` replies with `from` ≤ seq < `before`, seq ascending. */
  async before(threadId: string, from: number, before: number, limit: number): Promise<Message[]> {
    const sql = `${REPLIES} AND m.seq < $3 ORDER BY m.seq DESC LIMIT $4`;
    return (await this.select(sql, [threadId, from, before, limit])).map(redactBefore(from)).reverse();
  }

  /** The oldest `limit` replies with seq > `after`, seq ascending. */
  async after(threadId: string, from: number, after: number, limit: number): Promise<Message[]> {
    const sql = `${REPLIES} AND m.seq > $3 ORDER BY m.seq LIMIT $4`;
    return (await this.select(sql, [threadId, from, after, limit])).map(redactBefore(from));
  }

  /** Messages of a room with replies whose last reply has a seq < `before`, by the last reply, newest first. */
  latest(roomId: string, from: number, before: number, limit: number, followed?: Followed): Promise<Message[]> {
    return this.select(
      `SELECT ${messageColumns} FROM threads latest JOIN messages m ON m.id = latest.id ${messageJoins}
       ${followed ? followerJoin('m', '$5') : ''}
       WHERE latest.room_id = $1 AND latest.last_seq < $3 AND latest.reply_count > 0 AND m.seq >= $2
       ${followed ? `AND ${follows('m', '$5')} = $6` : ''} ORDER BY latest.last_seq DESC LIMIT $4`,
      [roomId, from, before, limit, ...(followed ? [followed.userId, followed.following] : [])],
    );
  }

  /** Resolves a thread, or opens it again. False when nothing changed. @param by who resolves it; null to open it */
  async setResolved(tx: Tx, threadId: string, by: string | null): Promise<boolean> {
    const rows = await returning(
      tx,
      `UPDATE threads SET resolved_by = $2, resolved_at = CASE WHEN $2::uuid IS NOT NULL THEN clock_timestamp() END
       WHERE id = $1 AND (resolved_at IS NOT NULL) <> ($2::uuid IS NOT NULL) RETURNING id`,
      [threadId, by],
    );
    return rows.length > 0;
  }

  private async select(sql: string, values: unknown[]): Promise<Message[]> {
    return (await this.database.query<MessageViewRow>(sql, values)).map(messageView);
  }
}
