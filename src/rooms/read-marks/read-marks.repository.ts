import { Injectable } from '@nestjs/common';
import { hasBlocked } from '../../users/blocks.view.ts';
import { Database, returning } from '../../common/database/database.ts';
import type { ReadState } from './read-marks.dto.ts';

/** A member's read mark, and the unread counts after it, up to `lastSeq`. */
export interface ReadCounts extends ReadState {
  mentionCount: number;
  lastSeq: number;
}

/** A room whose mark was moved to its end, and where the mark was. */
export interface MovedToEnd {
  roomId: string;
  lastReadSeq: number;
  lastSeq: number;
}

/** The counts after a request to move a mark, and whether it moved. */
export type MovedReadMark = ReadCounts & { moved: boolean };

/**
 * The unread messages of people: all seqs after the read mark up to the head, minus the notices, tombstones and replies
 * that stay in threads among them, which the index `messages_not_counted` holds.
 */
export const UNREAD = `(h.last_seq - m.last_read_seq - (SELECT count(*) FROM messages n
  WHERE n.room_id = m.room_id AND n.seq > m.last_read_seq AND (n.kind = 'system' OR n.deleted_at IS NOT NULL OR NOT n.in_room)))`;

/** Those in the room that mention the member or everybody, and those with a keyword of the member; none of people whom they have blocked. */
export const MENTIONS = `((SELECT count(*) FROM messages n
  WHERE n.room_id = m.room_id AND n.seq > m.last_read_seq AND (n.mentions_room OR n.mentions <> '{}')
    AND (n.mentions_room OR n.mentions @> ARRAY[m.user_id]) AND n.author_id <> m.user_id AND n.deleted_at IS NULL AND n.in_room
    AND NOT ${hasBlocked('m.user_id', 'n.author_id')})
  + (SELECT count(*) FROM keyword_hits k JOIN messages n ON n.id = k.message_id AND n.deleted_at IS NULL AND n.in_room
    WHERE k.room_id = m.room_id AND k.user_id = m.user_id AND k.seq > m.last_read_seq
      AND NOT ${hasBlocked('m.user_id', 'n.author_id')}))`;

/** Read marks of members. */
@Injectable()
export class ReadMarksRepository {
  constructor(private readonly database: Database) {}

  /** Moves a member's mark forward, never back and never past the end. Undefined when they are not in the room. */
  moveUp(roomId: string, userId: string, seq: number): Promise<MovedReadMark | undefined> {
    return this.move('greatest(last_read_seq, least($3::bigint, h.last_seq))', roomId, userId, seq);
  }

  /** Moves the mark back, so that a message and all after it are unread again. */
  moveDown(roomId: string, userId: string, seq: number): Promise<MovedReadMark | undefined> {
    return this.move('least(last_read_seq, $3::bigint - 1)', roomId, userId, seq);
  }

  /**
   * Moves the marks of all rooms with unread messages to their ends. In the order of rooms: two requests that lock the same
   * memberships wait for each other, but never in a circle.
   */
  moveAllUp(userId: string): Promise<MovedToEnd[]> {
    return returning<MovedToEnd>(
      this.database.source.manager,
      `WITH unread AS (
         SELECT m.room_id, m.last_read_seq, h.last_seq FROM room_members m JOIN room_head h ON h.room_id = m.room_id
         WHERE m.user_id = $1 AND m.last_read_seq < h.last_seq AND ${UNREAD} > 0
         ORDER BY m.room_id FOR NO KEY UPDATE OF m)
       UPDATE room_members m SET last_read_seq = unread.last_seq FROM unread
       WHERE m.room_id = unread.room_id AND m.user_id = $1
       RETURNING m.room_id AS "roomId", unread.last_read_seq AS "lastReadSeq", unread.last_seq AS "lastSeq"`,
      [userId],
    );
  }

  /** The current mark and unread counts. */
  counts(roomId: string, userId: string): Promise<ReadCounts | undefined> {
    return this.moveUp(roomId, userId, 0);
  }

  /** The counts of the rooms in which both people are and the first has something unread. */
  sharedUnread(userId: string, otherId: string): Promise<(ReadCounts & { roomId: string })[]> {
    return this.database.query(
      `SELECT m.room_id AS "roomId", m.last_read_seq AS "lastReadSeq", ${UNREAD} AS "unreadCount",
              ${MENTIONS} AS "mentionCount", h.last_seq AS "lastSeq"
       FROM room_members m JOIN room_head h ON h.room_id = m.room_id
       WHERE m.user_id = $1 AND m.last_read_seq < h.last_seq
         AND EXISTS (SELECT FROM room_members o WHERE o.room_id = m.room_id AND o.user_id = $2)`,
      [userId, otherId],
    );
  }

  private async move(to: string, roomId: string, userId: string, seq: number): Promise<MovedReadMark | undefined> {
    const [row] = await this.database.query<MovedReadMark>(
      `WITH old AS (SELECT last_read_seq FROM room_members WHERE room_id = $1 AND user_id = $2),
       m AS (
         UPDATE room_members SET last_read_seq = ${to}
         FROM room_head h WHERE h.room_id = $1 AND room_members.room_id = $1 AND user_id = $2 RETURNING room_members.*
       )
       SELECT m.last_read_seq AS "lastReadSeq", ${UNREAD} AS "unreadCount",
              ${MENTIONS} AS "mentionCount", h.last_seq AS "lastSeq", m.last_read_seq <> old.last_read_seq AS moved
       FROM m JOIN room_head h ON h.room_id = m.room_id, old`,
      [roomId, userId, seq],
    );
    return row;
  }
}
