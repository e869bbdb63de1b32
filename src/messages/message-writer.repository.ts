import { Injectable } from '@nestjs/common';
import type { Prepared, Send } from '../common/pipeline.ts';
import type { NotificationTarget } from '../rooms/members.repository.ts';
import { roomFacts, type RoomFacts } from '../rooms/rooms.repository.ts';
import { kindInsteadOfWords } from '../timeline/attachment.view.ts';
import type { MessageViewRow } from '../timeline/message.view.ts';
import { summaryColumns } from '../users/user.view.ts';

/** What is looked up for a message before it is written, under the lock of its room's head. */
export interface Question {
  roomId: string;
  authorId: string;
  clientId: string;
  replyToId?: string;
  /** Names it calls, in lower case. */
  names: string[];
}

/** Room and author as they are now; all of it null when the room is not there. */
export interface Found
  extends
    RoomFacts,
    Pick<MessageViewRow, 'author' | 'reply_id' | 'reply_seq' | 'reply_body' | 'reply_kind' | 'reply_author'> {
  /** The author has used this clientId in the room before. */
  repeated: boolean;
  /** Members among the names. */
  mentions: string[] | null;
  /** In a direct room those who hear it beside the author. */
  hearers: (NotificationTarget & { userId: string })[] | null;
}

export interface LockedHead {
  roomId: string;
  lastSeq: number;
  revision: number;
}

/** A message with its place in the room. */
export interface Placed {
  roomId: string;
  seq: number;
  revision: number;
  authorId: string;
  clientId: string;
  /** Hexadecimal. */
  contentHash: string;
  body: string;
  replyToId?: string;
  forwardedAuthorId?: string;
  forwardedRoom?: string | null;
  forwardedAt?: string;
  mentions: string[];
  mentionsRoom: boolean;
}

/** What PostgreSQL has added. */
export interface Written {
  id: string;
  /** In lower case, however it came. */
  clientId: string;
  createdAt: Date;
  threadId: string | null;
}

/** In the order of ids: two nodes that lock the same rooms wait for each other, but never in a circle. */
const HEADS = `SELECT room_id AS "roomId", last_seq AS "lastSeq", revision FROM room_head
  WHERE room_id = ANY($1::uuid[]) ORDER BY room_id FOR NO KEY UPDATE`;
const LOCK: Prepared = { name: 'lock-heads', text: HEADS };
const LOCK_FREE: Prepared = { name: 'lock-free-heads', text: `${HEADS} SKIP LOCKED` };

/**
 * A statement of its own, so that it sees everything that was committed before the locks were gained. Each row is looked
 * up by itself (LATERAL with LIMIT): to a planner that finds a table empty, a join that reads all of it costs nothing, and
 * the plan is still in use when the table has grown.
 */
const FIND: Prepared = {
  name: 'find-before-writing',
  text: `
    SELECT ${roomFacts('q."authorId"')}, ${summaryColumns('author')} AS author,
      (SELECT true FROM messages f
        WHERE f.room_id = q."roomId" AND f.author_id = q."authorId" AND f.client_id = q."clientId") IS TRUE AS repeated,
      p.id AS reply_id, p.seq AS reply_seq, p.body AS reply_body, ${kindInsteadOfWords('p')} AS reply_kind,
      ${summaryColumns('reply_author')} AS reply_author,
      CASE WHEN q.names <> '{}' THEN ARRAY (
        SELECT u.id FROM users u WHERE u.username_key = ANY (q.names)
          AND (SELECT true FROM room_members called WHERE called.room_id = q."roomId" AND called.user_id = u.id)
        ORDER BY u.id) END AS mentions,
      CASE WHEN r.kind = 'direct' THEN (
        SELECT json_agg(json_build_object('userId', u.id, 'notify', o.notify, 'lastReadSeq', o.last_read_seq,
          'preferences', u.preferences))
        FROM room_members o JOIN users u ON u.id = o.user_id
        WHERE o.room_id = r.id AND o.user_id <> q."authorId") END AS hearers
    FROM ROWS FROM (json_to_recordset($1::json)
      AS ("roomId" uuid, "authorId" uuid, "clientId" uuid, "replyToId" uuid, names text[])) WITH ORDINALITY AS q
    JOIN LATERAL (SELECT * FROM users WHERE id = q."authorId" LIMIT 1) author ON true
    LEFT JOIN LATERAL (SELECT * FROM rooms WHERE id = q."roomId" AND deleted_at IS NULL LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT * FROM room_members WHERE room_id = r.id AND user_id = author.id LIMIT 1) m ON true
    LEFT JOIN LATERAL (SELECT * FROM messages WHERE id = q."replyToId" AND room_id = r.id
      AND seq >= coalesce(m.visible_from_seq, 1) AND kind = 'text' AND deleted_at IS NULL LIMIT 1) p ON true
    LEFT JOIN LATERAL (SELECT * FROM users WHERE id = p.author_id LIMIT 1) reply_author ON true
    ORDER BY q.ordinality`,
};

/** Moves the heads on, writes the messages, and marks what each author has said as read by them. */
const WRITE: Prepared = {
  name: 'write-messages',
  text: `
    WITH new AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS new ("roomId" uuid, seq bigint, revision bigint, "authorId" uuid,
        "clientId" uuid, "contentHash" text, body text, "replyToId" uuid, "forwardedAuthorId" uuid,
        "forwardedRoom" text, "forwardedAt" timestamptz, mentions uuid[], "mentionsRoom" boolean)
    ), heads AS (
      UPDATE room_head h SET last_seq = last.seq, revision = last.revision
      FROM (SELECT "roomId", max(seq) AS seq, max(revision) AS revision FROM new GROUP BY 1) last
      WHERE h.room_id = last."roomId"
    ), marks AS (
      UPDATE room_members m SET last_read_seq = own.seq
      FROM (SELECT "roomId", "authorId", max(seq) AS seq FROM new GROUP BY 1, 2) own
      WHERE m.room_id = own."roomId" AND m.user_id = own."authorId" AND m.last_read_seq < own.seq
    )
    INSERT INTO messages (room_id, seq, revision, kind, author_id, client_id, content_hash, body, reply_to_id,
      forwarded_author_id, forwarded_room, forwarded_at, mentions, mentions_room)
    SELECT "roomId", seq, revision, 'text', "authorId", "clientId", decode("contentHash", 'hex'), body, "replyToId",
      "forwardedAuthorId", "forwardedRoom", "forwardedAt", mentions, "mentionsRoom"
    FROM new ORDER BY "roomId", seq
    RETURNING room_id AS "roomId", seq, id, client_id AS "clientId", created_at AS "createdAt", thread_id AS "threadId"`,
};

/** The three statements that every message passes through. */
@Injectable()
export class MessageWriterRepository {
  /** @param freeOnly leaves out what somebody else holds, rather than waiting */
  lock(send: Send, roomIds: string[], freeOnly: boolean): Promise<LockedHead[]> {
    return send<LockedHead>(freeOnly ? LOCK_FREE : LOCK, roomIds);
  }

  /** One answer to each question, in their order. */
  find(send: Send, questions: Question[]): Promise<Found[]> {
    return send<Found>(FIND, JSON.stringify(questions));
  }

  /** What was written, in the order given. */
  async write(send: Send, messages: Placed[]): Promise<Written[]> {
    const rows = await send<Written & Pick<Placed, 'roomId' | 'seq'>>(WRITE, JSON.stringify(messages));
    const written = new Map(rows.map((row) => [`${row.roomId} ${row.seq}`, row]));
    return messages.map(({ roomId, seq }) => {
      const row = written.get(`${roomId} ${seq}`);
      if (!row) throw new Error('A message was given a place and not written');
      return row;
    });
  }
}
