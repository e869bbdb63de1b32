import { Injectable } from '@nestjs/common';
import type { PreparedStatement, SendStatement } from '../../common/database/pipeline.ts';
import { summaryColumns, type SummaryRow } from '../../users/user.view.ts';
import { directTargets, type DirectTarget, type InsertedMessage } from './message-writer.repository.ts';

/** The messages of a room in their order, judged by a version of its rules. */
export interface JudgedRoom {
  roomId: string;
  rules: number;
  messages: JudgedMessage[];
}

export interface JudgedMessage {
  /** 1, 2, 3 … among the messages of the room. */
  position: number;
  authorId: string;
  clientId: string;
  /** Hexadecimal. */
  contentHash: string;
  body: string;
  mentionsRoom: boolean;
}

/** The values of a message that PostgreSQL generates or looks up. */
export interface InsertedJudgedMessage extends InsertedMessage {
  roomId: string;
  seq: number;
  revision: number;
  author: SummaryRow;
  /** In a direct room the members beside the author. */
  targets: DirectTarget[] | null;
}

/**
 * Moves on the heads whose rules are still those named, in the order of ids, and writes their messages; a head that
 * another transaction holds is waited for, and compared after. As for the other statements of the send path nothing is
 * left to the planner: members are found as a pair, users by their key.
 */
const write = (targets: string) => `
  WITH heads AS (
    UPDATE room_head h SET last_seq = h.last_seq + room.size, revision = h.revision + room.size
    FROM (
      SELECT "roomId", rules, messages, json_array_length(messages) AS size
      FROM json_to_recordset($1::json) AS given ("roomId" uuid, rules bigint, messages json) ORDER BY "roomId"
    ) room
    WHERE h.room_id = ANY (ARRAY[room."roomId"]) AND h.rules = room.rules
    RETURNING h.room_id, h.last_seq - room.size AS seq, h.revision - room.size AS revision, room.messages
  ), new AS MATERIALIZED (
    SELECT heads.room_id, heads.seq + m.position AS seq, heads.revision + m.position AS revision, m.*
    FROM heads CROSS JOIN LATERAL json_to_recordset(heads.messages) AS m (position integer, "authorId" uuid,
      "clientId" uuid, "contentHash" text, body text, "mentionsRoom" boolean)
  ), marks AS (
    UPDATE room_members m SET last_read_seq = own.seq, last_said_at = clock_timestamp()
    FROM (SELECT room_id, "authorId", max(seq) AS seq FROM new GROUP BY 1, 2) own
    WHERE m.room_id = ANY (ARRAY[own.room_id]) AND (m.room_id, m.user_id) >= (own.room_id, own."authorId")
      AND (m.room_id, m.user_id) <= (own.room_id, own."authorId") AND m.last_read_seq < own.seq
  )
  INSERT INTO messages AS written (room_id, seq, revision, kind, author_id, client_id, content_hash, body, mentions_room)
  SELECT room_id, seq, revision, 'text', "authorId", "clientId", decode("contentHash", 'hex'), body, "mentionsRoom"
  FROM new
  RETURNING room_id AS "roomId", seq, revision, id, client_id AS "clientId", created_at AS "createdAt",
    thread_id AS "threadId",
    (SELECT ${summaryColumns('author')} FROM users author WHERE author.id = written.author_id) AS author,
    ${targets} AS targets`;

const WRITE: PreparedStatement = { name: 'write-judged', text: write('NULL::json') };
const WRITE_DIRECT: PreparedStatement = {
  name: 'write-judged-direct',
  text: write(`(${directTargets('written.room_id', 'written.author_id')})`),
};

export const OPTIMISTIC_STATEMENTS = [WRITE, WRITE_DIRECT];

/** The statement that writes messages without looking anything up before. */
@Injectable()
export class OptimisticWriteRepository {
  /**
   * What was written: nothing of the rooms whose rules have changed since.
   * @param areDirect whether the rooms are direct rooms, whose other members are answered too
   */
  write(send: SendStatement, rooms: JudgedRoom[], areDirect: boolean): Promise<InsertedJudgedMessage[]> {
    return send<InsertedJudgedMessage>(areDirect ? WRITE_DIRECT : WRITE, JSON.stringify(rooms));
  }
}
