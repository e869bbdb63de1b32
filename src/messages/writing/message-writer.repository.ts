import { Injectable } from '@nestjs/common';
import type { PreparedStatement, SendStatement } from '../../common/database/pipeline.ts';
import { limits } from '../../shared/limits.ts';
import { roomFacts, type RoomFacts } from '../../rooms/room-facts.view.ts';
import { attachmentColumns, type AttachmentViewRow, kindInsteadOfWords } from '../../timeline/attachment.view.ts';
import type { MentionedGroup, MessageProgram } from '../../timeline/message.dto.ts';
import type { MessageViewRow } from '../../timeline/message.view.ts';
import type { NotificationTarget } from '../../timeline/notification-target.ts';
import { summaryColumns } from '../../users/user.view.ts';
import type { FoundGroups } from '../group-mentions.view.ts';

/** What is looked up for a message before it is written, under the lock of its room's head. */
export interface WriteLookup {
  roomId: string;
  authorId: string;
  clientId: string;
  replyToId?: string;
  /** A message of the thread that it belongs to. */
  threadId?: string;
  /** Names that the text mentions, in lower case. */
  names: string[];
}

/** Room and author as they are now; the room's columns are null when it does not exist. */
export interface WriteFacts
  extends
    RoomFacts,
    Pick<
      MessageViewRow,
      'author' | 'reply_id' | 'reply_seq' | 'reply_body' | 'reply_mentions' | 'reply_kind' | 'reply_author'
    > {
  /** The first message of the requested thread; null where the author sees no such thread. */
  threadId: string | null;
  /** The first message of the thread that the quoted message begins or belongs to. */
  replyThreadId: string | null;
  /** The author has used this clientId in the room before. */
  repeated: boolean;
  /** The ids of members by their names, among those looked up. */
  mentionable: Record<string, string> | null;
  /** The groups by their handles, in lower case, among the names looked up, with their people in the room. */
  groups: FoundGroups | null;
  /** In a direct room the members beside the author. */
  targets: DirectTarget[] | null;
  /** In slow mode the seconds, rounded up, until the author's next message; null when they have not written yet. */
  slowSecondsLeft: number | null;
}

/** The other member of a direct room, and whether they have opened it. */
export type DirectTarget = NotificationTarget & { userId: string; opened: boolean };

export interface LockedHead {
  roomId: string;
  lastSeq: number;
  revision: number;
  /** The version of what the room's messages are judged by. */
  rules: number;
}

/** A locked file that a message is to contain. */
export interface LockedAttachment extends AttachmentViewRow {
  uploaderId: string;
  /** True when it belongs to a message already. */
  isSent: boolean;
}

/** A message with its numbers in the room. */
export interface NumberedMessage {
  roomId: string;
  seq: number;
  revision: number;
  authorId: string;
  clientId: string;
  /** Hexadecimal. */
  contentHash: string;
  body: string;
  replyToId?: string;
  threadId?: string;
  inRoom: boolean;
  forwardedAuthorId?: string;
  forwardedRoom?: string | null;
  forwardedAt?: string;
  program?: MessageProgram;
  mentions: string[];
  mentionsRoom: boolean;
  mentionedGroups?: MentionedGroup[];
}

/** A file and the message that contains it. */
export interface AttachedFile {
  id: string;
  roomId: string;
  seq: number;
  /** Its position among the files of the message: 1, 2, 3 … */
  position: number;
}

/** The values of a message that PostgreSQL generates. */
export interface InsertedMessage {
  id: string;
  /** In lower case. */
  clientId: string;
  createdAt: Date;
  threadId: string | null;
}

/** In the order of ids: two nodes that lock the same rooms wait for each other, but never in a circle. */
const HEADS = `SELECT room_id AS "roomId", last_seq AS "lastSeq", revision, rules FROM room_head
  WHERE room_id = ANY($1::uuid[]) ORDER BY room_id FOR NO KEY UPDATE`;
const LOCK: PreparedStatement = { name: 'lock-heads', text: HEADS };
const LOCK_FREE: PreparedStatement = { name: 'lock-free-heads', text: `${HEADS} SKIP LOCKED` };

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** The member with this key, or the next if there is none; or more from there on, of whichever room. */
const membersFrom = (roomId: string, userId: string, limit = 1) =>
  `SELECT * FROM room_members WHERE (room_id, user_id) >= (${roomId}, ${userId}) ORDER BY room_id, user_id LIMIT ${limit}`;

/** A query for the `DirectTarget`s of a direct room, as JSON. */
export const directTargets = (roomId: string, authorId: string) => `
  SELECT json_agg(json_build_object('userId', u.id, 'notify', o.notify, 'lastReadSeq', o.last_read_seq,
    'opened', o.opened, 'quietUntil', o.quiet_until, 'preferences', u.preferences))
  FROM (${membersFrom(roomId, `'${FIRST_ID}'`, 2)}) o
  JOIN LATERAL (SELECT * FROM users WHERE id = o.user_id OFFSET 0) u ON true
  WHERE o.room_id = ${roomId} AND o.user_id <> ${authorId}`;

/** The groups called by these names and their people in a room, as JSON by handle; all found by their keys alone. */
export const groupsCalled = (names: string, roomId: string) => `
  SELECT json_object_agg(g.handle_key, json_build_object('id', g.id, 'handle', g.handle, 'name', g.name,
    'mentionBy', g.mention_by, 'memberIds', ARRAY(
      SELECT c.user_id FROM (SELECT * FROM user_group_members WHERE (group_id, user_id) >= (g.id, '${FIRST_ID}')
        ORDER BY group_id, user_id LIMIT ${limits.groupMembers}) gm
      JOIN LATERAL (${membersFrom(roomId, 'gm.user_id')}) c ON c.room_id = ${roomId} AND c.user_id = gm.user_id
      WHERE gm.group_id = g.id)))
  FROM unnest(${names}) AS called (name)
  JOIN LATERAL (SELECT * FROM user_groups WHERE handle_key >= called.name ORDER BY handle_key LIMIT 1) g
    ON g.handle_key = called.name`;

/**
 * A statement of its own, so that it sees everything that was committed before the locks were gained.
 *
 * Its plan is made once, perhaps for empty tables, and is still in use when they have grown. So nothing is left for the
 * planner to choose: each row is looked up by its key alone, as the first at or after it in the key's order, which no
 * other index has, and the found row is then compared with the requested key.
 */
const FIND: PreparedStatement = {
  name: 'find-before-writing',
  text: `
    SELECT ${roomFacts('q."authorId"')}, ${summaryColumns('author')} AS author,
      (SELECT true FROM (
          SELECT client_id FROM messages
          WHERE room_id = q."roomId" AND author_id = q."authorId" AND client_id >= q."clientId"
          ORDER BY client_id LIMIT 1) former
        WHERE client_id = q."clientId") IS TRUE AS repeated,
      p.id AS reply_id, p.seq AS reply_seq, p.body AS reply_body, p.mentions AS reply_mentions, ${kindInsteadOfWords('p')} AS reply_kind,
      ${summaryColumns('reply_author')} AS reply_author, coalesce(p.thread_id, p.id) AS "replyThreadId",
      CASE WHEN (t.deleted_at IS NULL AND t.seq >= coalesce(m.visible_from_seq, 1))
          OR th.last_seq >= coalesce(m.visible_from_seq, 1) THEN coalesce(t.thread_id, t.id) END AS "threadId",
      CASE WHEN q.names <> '{}' THEN (
        SELECT json_object_agg(u.username_key, u.id) FROM unnest(q.names) AS called (name)
        JOIN LATERAL (SELECT id, username_key FROM users WHERE username_key >= called.name
          ORDER BY username_key LIMIT 1) u ON u.username_key = called.name
        JOIN LATERAL (${membersFrom('q."roomId"', 'u.id')}) c ON c.room_id = q."roomId" AND c.user_id = u.id) END AS mentionable,
      CASE WHEN q.names <> '{}' THEN (${groupsCalled('q.names', 'q."roomId"')}) END AS groups,
      CASE WHEN r.kind = 'direct' THEN (${directTargets('r.id', 'q."authorId"')}) END AS targets,
      CASE WHEN r.slow_seconds > 0 THEN
        ceil(extract(epoch FROM m.last_said_at - clock_timestamp()) + r.slow_seconds)::integer END AS "slowSecondsLeft"
    FROM ROWS FROM (json_to_recordset($1::json)
      AS ("roomId" uuid, "authorId" uuid, "clientId" uuid, "replyToId" uuid, "threadId" uuid, names text[])) WITH ORDINALITY AS q
    JOIN LATERAL (SELECT * FROM users WHERE id = q."authorId" OFFSET 0) author ON true
    LEFT JOIN LATERAL (SELECT * FROM rooms WHERE id = q."roomId" OFFSET 0) r ON r.deleted_at IS NULL
    LEFT JOIN LATERAL (${membersFrom('r.id', 'q."authorId"')}) m ON m.room_id = r.id AND m.user_id = q."authorId"
    LEFT JOIN LATERAL (
      SELECT * FROM messages WHERE q."replyToId" IS NOT NULL AND id >= q."replyToId" ORDER BY id LIMIT 1
    ) p ON p.id = q."replyToId" AND p.room_id = r.id AND p.seq >= coalesce(m.visible_from_seq, 1)
      AND p.kind = 'text' AND p.deleted_at IS NULL
    LEFT JOIN LATERAL (SELECT * FROM users WHERE id = p.author_id OFFSET 0) reply_author ON true
    LEFT JOIN LATERAL (
      SELECT * FROM messages WHERE q."threadId" IS NOT NULL AND id >= q."threadId" ORDER BY id LIMIT 1
    ) t ON t.id = q."threadId" AND t.room_id = r.id AND t.kind = 'text'
    LEFT JOIN LATERAL (
      SELECT * FROM threads WHERE t.id IS NOT NULL AND id >= coalesce(t.thread_id, t.id) ORDER BY id LIMIT 1
    ) th ON th.id = coalesce(t.thread_id, t.id)
    ORDER BY q.ordinality`,
};

/** After the heads, and in the order of ids: no two transactions wait for each other in a circle. */
const LOCK_ATTACHMENTS: PreparedStatement = {
  name: 'lock-attachments',
  text: `SELECT ${attachmentColumns('a')}, a.uploader_id AS "uploaderId", a.message_id IS NOT NULL AS "isSent"
    FROM attachments a WHERE a.id = ANY($1::uuid[]) ORDER BY a.id FOR NO KEY UPDATE`,
};

/**
 * Moves the heads on, writes the messages, marks each author's messages in the room as read by them, and when they last
 * wrote. Updated tables cannot be put behind an optimisation fence. Heads have a single index, and an ANY, unlike an equation, is no reason to read all
 * of it in order. Members are found as a pair, for which the planner takes an index that begins with the room: never
 * that of a person's rooms, never all members.
 */
const WRITE: PreparedStatement = {
  name: 'write-messages',
  text: `
    WITH new AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS new ("roomId" uuid, seq bigint, revision bigint, "authorId" uuid,
        "clientId" uuid, "contentHash" text, body text, "replyToId" uuid, "threadId" uuid, "inRoom" boolean,
        "forwardedAuthorId" uuid, "forwardedRoom" text, "forwardedAt" timestamptz, program jsonb, mentions uuid[],
        "mentionsRoom" boolean, "mentionedGroups" jsonb)
    ), heads AS (
      UPDATE room_head h SET last_seq = last.seq, revision = last.revision
      FROM (SELECT "roomId", max(seq) AS seq, max(revision) AS revision FROM new GROUP BY 1) last
      WHERE h.room_id = ANY (ARRAY[last."roomId"])
    ), marks AS (
      UPDATE room_members m SET last_read_seq = greatest(m.last_read_seq, own.seq), last_said_at = clock_timestamp()
      FROM (SELECT "roomId", "authorId", max(seq) FILTER (WHERE "inRoom") AS seq FROM new GROUP BY 1, 2) own
      WHERE m.room_id = ANY (ARRAY[own."roomId"]) AND (m.room_id, m.user_id) >= (own."roomId", own."authorId")
        AND (m.room_id, m.user_id) <= (own."roomId", own."authorId")
    )
    INSERT INTO messages (room_id, seq, revision, kind, author_id, client_id, content_hash, body, reply_to_id,
      thread_id, in_room, forwarded_author_id, forwarded_room, forwarded_at, program, mentions, mentions_room,
      mentioned_groups)
    SELECT "roomId", seq, revision, 'text', "authorId", "clientId", decode("contentHash", 'hex'), body, "replyToId",
      "threadId", "inRoom", "forwardedAuthorId", "forwardedRoom", "forwardedAt", program, mentions, "mentionsRoom",
      "mentionedGroups"
    FROM new ORDER BY "roomId", seq
    RETURNING room_id AS "roomId", seq, id, client_id AS "clientId", created_at AS "createdAt", thread_id AS "threadId"`,
};

/** Files are found by their key, and their message, which the same transaction has just written, by its own. */
const ATTACH: PreparedStatement = {
  name: 'attach-files',
  text: `
    UPDATE attachments a
    SET message_id = file."messageId", room_id = file."roomId", seq = file.seq, position = file.position
    FROM (
      SELECT f.*, m.id AS "messageId"
      FROM json_to_recordset($1::json) AS f (id uuid, "roomId" uuid, seq bigint, position integer)
      JOIN LATERAL (
        SELECT id, room_id, seq FROM messages
        WHERE (room_id, seq) >= (f."roomId", f.seq) ORDER BY room_id, seq LIMIT 1
      ) m ON m.room_id = f."roomId" AND m.seq = f.seq
    ) file
    WHERE a.id = ANY (ARRAY[file.id])`,
};

/** The statements for every message, and those for messages with files. */
export const STATEMENTS = [LOCK, LOCK_FREE, FIND, WRITE, LOCK_ATTACHMENTS, ATTACH];

/** The statements of the transaction that writes messages. */
@Injectable()
export class MessageWriterRepository {
  /** @param freeOnly leaves out heads that another transaction holds, rather than waiting for them */
  lockHeads(send: SendStatement, roomIds: string[], freeOnly: boolean): Promise<LockedHead[]> {
    return send<LockedHead>(freeOnly ? LOCK_FREE : LOCK, roomIds);
  }

  /** A result for each lookup, in their order. */
  find(send: SendStatement, lookups: WriteLookup[]): Promise<WriteFacts[]> {
    return send<WriteFacts>(FIND, JSON.stringify(lookups));
  }

  /** Costs nothing when no message has files. */
  lockAttachments(send: SendStatement, ids: string[]): Promise<LockedAttachment[]> {
    return ids.length ? send<LockedAttachment>(LOCK_ATTACHMENTS, ids) : Promise.resolve([]);
  }

  /** What was written, in the order given. */
  async write(send: SendStatement, messages: NumberedMessage[]): Promise<InsertedMessage[]> {
    if (!messages.length) return [];
    const rows = await send<InsertedMessage & Pick<NumberedMessage, 'roomId' | 'seq'>>(WRITE, JSON.stringify(messages));
    const inserted = new Map(rows.map((row) => [`${row.roomId} ${row.seq}`, row]));
    return messages.map(({ roomId, seq }) => {
      const row = inserted.get(`${roomId} ${seq}`);
      if (!row) throw new Error('A message was given its numbers and not written');
      return row;
    });
  }

  /** After `write`, in the same transaction. Costs nothing when no message has files. */
  async attach(send: SendStatement, files: AttachedFile[]): Promise<void> {
    if (files.length) await send(ATTACH, JSON.stringify(files));
  }
}
