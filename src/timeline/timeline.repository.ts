import { Injectable } from '@nestjs/common';
import { toldEpoch } from '../common/database/database-history.ts';
import { Database, returning, type Tx } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { limits } from '../shared/limits.ts';
import type { MentionedGroup, Message, MessageEdit, SystemNotice } from './message.dto.ts';
import { MessageEntity } from './message.entity.ts';
import {
  messageColumns,
  messageJoins,
  messageView,
  type MessageViewRow,
  ownWordsOf,
  redactBefore,
} from './message.view.ts';
import { IS_CONVERSATION } from './conversations.view.ts';

/** The message whose change has the revision that a client holds, and that change's token; see `Message.changeToken`. */
export interface ChangeWitness {
  witness: string;
  witnessToken?: number | null | undefined;
}

export interface Head {
  lastSeq: number;
  revision: number;
  epoch: number;
  memberCount: number;
}

/** Whom an edited text mentions. */
export interface EditedMentions {
  mentions: string[];
  mentionsRoom: boolean;
  mentionedGroups: MentionedGroup[] | null;
}

/** A notice with its numbers in the room. */
export interface NewNotice {
  roomId: string;
  seq: number;
  revision: number;
  system: SystemNotice;
}

/** An earlier text, and the revision of the edit that replaced it. */
export type StoredEdit = MessageEdit & { revision: number };

const HEAD = `last_seq AS "lastSeq", revision, ${toldEpoch('room_head')} AS epoch, member_count AS "memberCount"`;
const MESSAGES = `SELECT ${messageColumns} FROM messages m ${messageJoins}`;

/** The position from which the feed reads a room that is behind. */
export const CHANGED_SINCE = `${MESSAGES} WHERE m.room_id = $1 AND m.seq >= $2 AND m.revision > $3 ORDER BY m.revision LIMIT $4`;

/** The queries of the timeline: heads and message rows. */
@Injectable()
export class TimelineRepository {
  constructor(private readonly database: Database) {}

  /**
   * Locks a room's head until the transaction ends and moves it on.
   * @throws Problem `room_not_found`
   */
  async advanceHead(tx: Tx, roomId: string, by: { seq?: number; revision?: number; members?: number }): Promise<Head> {
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

  /** Heads, with whether their rooms are conversations of named people: this changes with a `room_converted` only. */
  async headsWithKind(roomIds: string[]): Promise<({ roomId: string; isDirect: boolean } & Head)[]> {
    return this.database.query(
      `SELECT room_id AS "roomId", ${IS_CONVERSATION} AS "isDirect", ${HEAD}
       FROM room_head JOIN rooms r ON r.id = room_id WHERE room_id = ANY($1)`,
      [roomIds],
    );
  }

  async insertNotice(tx: Tx, { roomId, seq, revision, system }: NewNotice): Promise<Message> {
    const [inserted] = await tx.query<MessageViewRow[]>(
      `WITH m AS (
         INSERT INTO messages (room_id, seq, revision, kind, body, system) VALUES ($1, $2, $3, 'system', '', $4) RETURNING *
       ) SELECT ${messageColumns} FROM m ${messageJoins}`,
      [roomId, seq, revision, system],
    );
    if (!inserted) throw new Error('PostgreSQL answered no row for a notice');
    return messageView(inserted);
  }

  async byId(id: string, tx?: Tx): Promise<Message | undefined> {
    return (await this.select(`${MESSAGES} WHERE m.id = $1`, [id], tx))[0];
  }

  async byClientId(roomId: string, authorId: string, clientId: string) {
    const [row] = await this.database.query<{ id: string; contentHash: Buffer }>(
      `SELECT id, content_hash AS "contentHash" FROM messages WHERE room_id = $1 AND author_id = $2 AND client_id = $3`,
      [roomId, authorId, clientId],
    );
    return row;
  }

  /**
   * The messages of a person in all rooms, ordered by id, after a given id. Where the person is not a member, or a guest
   * who sees only later messages, only their own words are in them: nothing that others have added or changed.
   */
  async byAuthor(authorId: string, afterId: string, limit: number): Promise<Message[]> {
    const rows = await this.database.query<MessageViewRow & { from: number | null }>(
      `SELECT ${messageColumns}, member.visible_from_seq AS from FROM messages m ${messageJoins}
       LEFT JOIN room_members member ON member.room_id = m.room_id AND member.user_id = $1
       WHERE m.author_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3`,
      [authorId, afterId, limit],
    );
    return rows.map(({ from, ...row }) => {
      const message = messageView(row);
      return from === null || message.seq < from ? ownWordsOf(message) : redactBefore(from)(message);
    });
  }

  /** The newest `limit` messages in the room with `from` ≤ seq < `before`, seq ascending. */
  async before(roomId: string, from: number, before: number, limit: number): Promise<Message[]> {
    const sql = `${MESSAGES} WHERE m.room_id = $1 AND m.seq >= $2 AND m.seq < $3 AND m.in_room ORDER BY m.seq DESC LIMIT $4`;
    return (await this.select(sql, [roomId, from, before, limit])).map(redactBefore(from)).reverse();
  }

  /** The oldest `limit` messages in the room with seq > `after`, seq ascending. */
  async after(roomId: string, from: number, after: number, limit: number): Promise<Message[]> {
    const sql = `${MESSAGES} WHERE m.room_id = $1 AND m.seq >= $2 AND m.seq > $3 AND m.in_room ORDER BY m.seq LIMIT $4`;
    return (await this.select(sql, [roomId, from, after, limit])).map(redactBefore(from));
  }

  /** The seq of the first message at or after a time; the next free seq when there is none. */
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
    return (await this.select(CHANGED_SINCE, [roomId, from, since, limit])).map(redactBefore(from));
  }

  /** Whether the history of this database has this change. */
  async hasChange(roomId: string, { witness, witnessToken = null }: ChangeWitness, revision: number): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM messages WHERE id = $1 AND room_id = $2 AND revision = $3 AND change_token IS NOT DISTINCT FROM $4`,
      [witness, roomId, revision, witnessToken],
    );
    return rows.length > 0;
  }

  /** Notices that the database has another history, and tells those who have read the old one. */
  verifyHistory(): Promise<void> {
    return this.database.verifyHistory();
  }

  /**
   * Sets the revision of a changed message and returns its current view.
   * @param isReaction whether its reactions have changed, and nothing else
   */
  async applyRevision(tx: Tx, id: string, revision: number, isReaction = false): Promise<Message> {
    const [row] = await tx.query<MessageViewRow[]>(
      `WITH m AS (UPDATE messages SET revision = $2, change_token = floor(random() * 2147483647)::integer,
         created_revision = coalesce(created_revision, revision),
         reacted_revision = CASE WHEN $3::boolean THEN $2::bigint ELSE reacted_revision END
         WHERE id = $1 RETURNING *) SELECT ${messageColumns} FROM m ${messageJoins}`,
      [id, revision, isReaction],
    );
    if (!row) throw new Problem('message_not_found');
    return messageView(row);
  }

  /** Stores the text before the edit. */
  async edit(tx: Tx, edit: { id: string; body: string; revision: number } & EditedMentions): Promise<void> {
    await tx.query(
      `INSERT INTO message_edits (message_id, revision, body, said_at)
       SELECT id, $2, body, coalesce(edited_at, created_at) FROM messages WHERE id = $1`,
      [edit.id, edit.revision],
    );
    await this.dropOldEdits(tx, edit.id);
    const { body, mentions, mentionsRoom, mentionedGroups } = edit;
    await tx.update(
      MessageEntity,
      { id: edit.id },
      { body, mentions, mentionsRoom, mentionedGroups, editedAt: new Date() },
    );
  }

  /** Earlier texts of a message after a revision, oldest first: at most `limit`, and about `maxBytes`, but at least one. */
  async edits(messageId: string, after: number, limit: number, maxBytes: number): Promise<StoredEdit[]> {
    const rows = await this.database.query<{ body: string; said_at: Date; revision: number }>(
      `SELECT body, said_at, revision FROM (
         SELECT body, said_at, revision, sum(octet_length(body)) OVER (ORDER BY revision) - octet_length(body) AS before
         FROM message_edits WHERE message_id = $1 AND revision > $2 ORDER BY revision LIMIT $3) page
       WHERE before < $4 ORDER BY revision`,
      [messageId, after, limit, maxBytes],
    );
    return rows.map(({ body, said_at, revision }) => ({ body, saidAt: said_at.toISOString(), revision }));
  }

  async hasEditsAfter(messageId: string, revision: number): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM message_edits WHERE message_id = $1 AND revision > $2 LIMIT 1`,
      [messageId, revision],
    );
    return rows.length > 0;
  }

  /** Keeps the first text and the newest others. */
  private async dropOldEdits(tx: Tx, messageId: string): Promise<void> {
    await tx.query(
      `DELETE FROM message_edits WHERE message_id = $1
         AND revision > (SELECT min(revision) FROM message_edits WHERE message_id = $1)
         AND revision <= (SELECT revision FROM message_edits WHERE message_id = $1
           ORDER BY revision DESC OFFSET $2 LIMIT 1)`,
      [messageId, limits.keptEdits - 1],
    );
  }

  /** Makes a message a tombstone: its numbers stay; its text, earlier texts, files, poll and reactions are removed. */
  async redact(tx: Tx, id: string): Promise<void> {
    await tx.query(`DELETE FROM message_edits WHERE message_id = $1`, [id]);
    await tx.query(`DELETE FROM reactions WHERE message_id = $1`, [id]);
    await tx.query(`DELETE FROM attachments WHERE message_id = $1`, [id]);
    await tx.query(`DELETE FROM polls WHERE message_id = $1`, [id]);
    const content = {
      body: '',
      replyToId: null,
      mentions: [],
      mentionsRoom: false,
      mentionedGroups: null,
      pinnedAt: null,
    };
    const origin = { forwardedAuthorId: null, forwardedRoom: null, forwardedAt: null, program: null };
    await tx.update(MessageEntity, { id }, { ...content, ...origin, deletedAt: new Date() });
  }

  /** False when nothing changed. */
  async setPin(tx: Tx, id: string, pinned: boolean): Promise<boolean> {
    const rows = await returning(
      tx,
      `UPDATE messages SET pinned_at = CASE WHEN $2 THEN clock_timestamp() END
       WHERE id = $1 AND (pinned_at IS NOT NULL) <> $2 RETURNING id`,
      [id, pinned],
    );
    return rows.length > 0;
  }

  /** How many others are pinned in the room of a message. */
  async countOtherPins(tx: Tx, id: string): Promise<number> {
    const [row] = await tx.query<{ pins: number }[]>(
      `SELECT count(*) AS pins FROM messages p JOIN messages m ON m.id = $1
       WHERE p.room_id = m.room_id AND p.pinned_at IS NOT NULL AND p.id <> m.id`,
      [id],
    );
    return row?.pins ?? 0;
  }

  async pins(roomId: string, from: number): Promise<Message[]> {
    const sql = `${MESSAGES} WHERE m.room_id = $1 AND m.seq >= $2 AND m.pinned_at IS NOT NULL ORDER BY m.pinned_at DESC`;
    return (await this.select(sql, [roomId, from])).map(redactBefore(from));
  }

  private async select(sql: string, values: unknown[], tx: Tx = this.database.source.manager): Promise<Message[]> {
    return (await tx.query<MessageViewRow[]>(sql, values)).map(messageView);
  }
}
