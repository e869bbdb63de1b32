import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import type { Message } from '../../timeline/message.dto.ts';
import { messageColumns, messageJoins, messageView, type MessageViewRow } from '../../timeline/message.view.ts';

@Injectable()
export class CatchUpRepository {
  constructor(private readonly database: Database) {}

  /** The first `limit` messages after a seq in each room, oldest first, without notices and deleted ones. */
  async firstAfter(rooms: { roomId: string; after: number }[], limit: number): Promise<Map<string, Message[]>> {
    const rows = await this.database.query<MessageViewRow>(
      `SELECT ${messageColumns} FROM unnest($1::uuid[], $2::bigint[]) AS unread (room_id, after)
       JOIN LATERAL (SELECT * FROM messages n WHERE n.room_id = unread.room_id AND n.seq > unread.after
         AND n.kind = 'text' AND n.deleted_at IS NULL AND n.in_room ORDER BY n.seq LIMIT $3) m ON true ${messageJoins}
       ORDER BY m.room_id, m.seq`,
      [rooms.map(({ roomId }) => roomId), rooms.map(({ after }) => after), limit],
    );
    return Map.groupBy(rows.map(messageView), ({ roomId }) => roomId);
  }

  /** Of these rooms, those with unread replies in threads that a person follows. */
  async withFollowedReplies(userId: string, roomIds: string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ roomId: string }>(
      `SELECT DISTINCT f.room_id AS "roomId" FROM thread_followers f
       JOIN room_members mine ON mine.room_id = f.room_id AND mine.user_id = f.user_id
       WHERE f.user_id = $1 AND f.from_seq IS NOT NULL AND f.room_id = ANY($2) AND EXISTS (
         SELECT FROM messages m WHERE m.thread_id = f.thread_id AND m.seq > mine.last_read_seq AND m.seq >= f.from_seq
           AND m.author_id <> f.user_id AND m.deleted_at IS NULL AND m.in_room)`,
      [userId, roomIds],
    );
    return new Set(rows.map(({ roomId }) => roomId));
  }
}
