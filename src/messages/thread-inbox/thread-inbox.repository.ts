import { Injectable } from '@nestjs/common';
import { Database, returning } from '../../common/database/database.ts';
import type { RoomKind } from '../../shared/roles.ts';
import type { Message } from '../../timeline/message.dto.ts';
import {
  messageColumns,
  messageJoins,
  messageView,
  type MessageViewRow,
  redactBefore,
} from '../../timeline/message.view.ts';
import { hasBlocked } from '../../users/blocks.view.ts';
import type { ThreadFilter, ThreadReadMark } from './thread-inbox.dto.ts';

/** A followed thread without its messages. */
export interface FollowedThreadRow {
  threadId: string;
  roomId: string;
  roomName: string;
  roomKind: RoomKind;
  visibleFromSeq: number;
  unreadCount: number;
  mentionCount: number;
  resolvedAt: Date | null;
  /** Microseconds since 1970 of the last reply. */
  position: string;
}

/** Which threads of a person. */
export interface WantedThreads {
  userId: string;
  show: ThreadFilter;
  /** The rooms that a token is limited to; null: all. */
  within: readonly string[] | null;
  /** `position` and id of the last thread of the page before. */
  after: [position: string, threadId: string];
  limit: number;
}

/** Threads that are counted as unread at most. */
const MAX_UNREAD = 100;
const MAX_LATEST_REPLIES = 2;

/**
 * The unread replies of the thread of `f`, a follower's row, for the member `mine`: by rows, so that no counter can go
 * wrong. A reply that stands in the room is read there as well.
 */
export const UNREAD_REPLIES = `FROM messages n WHERE n.thread_id = f.thread_id
  AND n.seq >= greatest(f.read_seq + 1, f.from_seq, mine.visible_from_seq) AND (NOT n.in_room OR n.seq > mine.last_read_seq)
  AND n.author_id IS DISTINCT FROM f.user_id AND n.deleted_at IS NULL`;

const HAS_UNREAD = `t.last_seq > f.read_seq AND EXISTS (SELECT ${UNREAD_REPLIES})`;

const SHOWN: Record<ThreadFilter, string> = {
  all: 'true',
  unread: HAS_UNREAD,
  open: 't.resolved_at IS NULL',
  resolved: 't.resolved_at IS NOT NULL',
};

/** Microseconds since 1970 of the last reply. */
const POSITION = `(extract(epoch FROM t.last_reply_at) * 1000000)::bigint`;

/** The threads that the person $1 follows and sees, in the rooms $2. */
const FOLLOWED = `FROM thread_followers f JOIN threads t ON t.id = f.thread_id AND t.reply_count > 0
  JOIN room_members mine ON mine.room_id = f.room_id AND mine.user_id = f.user_id AND t.last_seq >= mine.visible_from_seq
  JOIN rooms r ON r.id = f.room_id AND r.deleted_at IS NULL
  WHERE f.user_id = $1 AND f.from_seq IS NOT NULL AND ($2::uuid[] IS NULL OR f.room_id = ANY($2))`;

/** The queries of the threads that a person follows. */
@Injectable()
export class ThreadInboxRepository {
  constructor(private readonly database: Database) {}

  /** The newest reply first. */
  list({ userId, show, within, after: [position, threadId], limit }: WantedThreads): Promise<FollowedThreadRow[]> {
    return this.database.query(
      `SELECT f.thread_id AS "threadId", r.id AS "roomId", r.name AS "roomName", r.kind AS "roomKind",
         mine.visible_from_seq AS "visibleFromSeq", (SELECT count(*) ${UNREAD_REPLIES}) AS "unreadCount",
         (SELECT count(*) ${UNREAD_REPLIES} AND n.mentions @> ARRAY[f.user_id]
           AND NOT ${hasBlocked('f.user_id', 'n.author_id')}) AS "mentionCount",
         t.resolved_at AS "resolvedAt", ${POSITION}::text AS position
       ${FOLLOWED} AND (${POSITION}, t.id) < ($3::bigint, $4::uuid) AND ${SHOWN[show]}
       ORDER BY ${POSITION} DESC, t.id DESC LIMIT $5`,
      [userId, within, position, threadId, limit],
    );
  }

  /** Threads with unread replies, up to 100. */
  async countUnread(userId: string, within: readonly string[] | null): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT ${FOLLOWED} AND ${HAS_UNREAD} LIMIT ${MAX_UNREAD}) unread`,
      [userId, within],
    );
    return row?.count ?? 0;
  }

  /** The first unread reply of a thread for a person; null where there is none. */
  async firstUnread(threadId: string, userId: string): Promise<number | null> {
    const [row] = await this.database.query<{ seq: number | null }>(
      `SELECT (SELECT min(n.seq) ${UNREAD_REPLIES}) AS seq FROM thread_followers f
       JOIN room_members mine ON mine.room_id = f.room_id AND mine.user_id = f.user_id
       WHERE f.thread_id = $1 AND f.user_id = $2 AND f.from_seq IS NOT NULL`,
      [threadId, userId],
    );
    return row?.seq ?? null;
  }

  /** The first messages of these threads and their last replies, as the members with these first seqs see them. */
  async messagesOf(threads: Pick<FollowedThreadRow, 'threadId' | 'visibleFromSeq'>[]): Promise<Map<string, Message[]>> {
    const ids = threads.map(({ threadId }) => threadId);
    const from = new Map(threads.map(({ threadId, visibleFromSeq }) => [threadId, visibleFromSeq]));
    const rows = await this.database.query<MessageViewRow>(
      `SELECT ${messageColumns} FROM unnest($1::uuid[], $2::bigint[]) AS asked (id, first_seq)
       JOIN LATERAL (
         (SELECT * FROM messages n WHERE n.id = asked.id AND n.seq >= asked.first_seq)
         UNION ALL
         (SELECT * FROM messages n WHERE n.thread_id = asked.id AND n.seq >= asked.first_seq AND n.deleted_at IS NULL
          ORDER BY n.seq DESC LIMIT ${MAX_LATEST_REPLIES})) m ON true ${messageJoins}
       ORDER BY m.seq`,
      [ids, ids.map((id) => from.get(id) ?? 1)],
    );
    const threadOf = ({ id, threadId }: Message) => threadId ?? id;
    const messages = rows.map(messageView).map((message) => redactBefore(from.get(threadOf(message)) ?? 1)(message));
    return Map.groupBy(messages, threadOf);
  }

  /** Moves a mark forward, never back and never past the last reply. @returns it as it is then, and whether it moved */
  async moveUp(threadId: string, userId: string, seq: number): Promise<{ seq: number; moved: boolean } | undefined> {
    const [row] = await this.database.query<{ seq: number; moved: boolean }>(
      `WITH old AS (SELECT read_seq FROM thread_followers WHERE thread_id = $1 AND user_id = $2),
       f AS (UPDATE thread_followers f SET read_seq = greatest(f.read_seq, least($3::bigint, t.last_seq))
         FROM threads t WHERE t.id = $1 AND f.thread_id = $1 AND f.user_id = $2 RETURNING f.read_seq)
       SELECT f.read_seq AS seq, f.read_seq > old.read_seq AS moved FROM f, old`,
      [threadId, userId, seq],
    );
    return row;
  }

  /** Marks all threads of a person as read, in the order of threads. @returns the marks that moved */
  moveAllUp(userId: string, within: readonly string[] | null): Promise<ThreadReadMark[]> {
    return returning(
      this.database.source.manager,
      `WITH unread AS (
         SELECT f.thread_id, t.last_seq ${FOLLOWED} AND ${HAS_UNREAD} ORDER BY f.thread_id FOR NO KEY UPDATE OF f)
       UPDATE thread_followers f SET read_seq = unread.last_seq FROM unread
       WHERE f.thread_id = unread.thread_id AND f.user_id = $1
       RETURNING f.room_id AS "roomId", f.thread_id AS "threadId", f.read_seq AS seq`,
      [userId, within],
    );
  }
}
