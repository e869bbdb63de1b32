import { Injectable } from '@nestjs/common';
import { returning, type Tx } from '../common/database/database.ts';
import type { Language } from '../common/languages.ts';
import type { NotifyLevel } from '../rooms/members/members.dto.ts';
import type { Preferences } from '../users/users.dto.ts';
import { hasBlocked } from '../users/blocks.view.ts';
import { shownName } from '../users/user.view.ts';
import { IS_CONVERSATION } from '../timeline/conversations.view.ts';

/** A message that a member has not read and that may notify them. */
export interface MissedMessage {
  messageId: string;
  userId: string;
  email: string;
  name: string;
  preferences: Preferences;
  language: Language | null;
  notify: NotifyLevel;
  quietUntil: Date | null;
  roomId: string;
  roomName: string;
  seq: number;
  author: string;
  body: string;
  isDirect: boolean;
  isMentioned: boolean;
  mentionsRoom: boolean;
  inRoom: boolean;
  follows: boolean;
  hasKeyword: boolean;
  isBlocked: boolean;
}

/** Of `messages m` and the member `mine`, as SQL. */
export const HAS_KEYWORD = `EXISTS (SELECT FROM keyword_hits k
  WHERE k.room_id = m.room_id AND k.user_id = mine.user_id AND k.seq = m.seq)`;
/** Most messages belong to no thread, and need no lookup per member. */
export const FOLLOWS = `(m.thread_id IS NOT NULL AND EXISTS (SELECT FROM thread_followers f
  WHERE f.thread_id = m.thread_id AND f.user_id = mine.user_id AND f.from_seq <= m.seq))`;
/** Up to where the member has read what the message stands in: the room, or its thread. */
export const READ_SEQ = `CASE WHEN m.in_room THEN mine.last_read_seq ELSE coalesce((SELECT f.read_seq FROM thread_followers f
  WHERE f.thread_id = m.thread_id AND f.user_id = mine.user_id), 0) END`;
/** A notification of the message was shown on a device of the member. */
const WAS_SHOWN = `EXISTS (SELECT FROM pushes p WHERE p.user_id = u.id AND p.message_id = m.id AND p.shown_at IS NOT NULL)`;

@Injectable()
export class DigestRepository {
  /**
   * Moves the cursor on and locks it until the transaction ends.
   * @returns its former time; undefined when it is further already
   */
  async advance(tx: Tx, until: Date): Promise<Date | undefined> {
    const [row] = await returning<{ before: Date }>(
      tx,
      `UPDATE digest_cursor c SET reached = $1 FROM (SELECT id, reached FROM digest_cursor FOR UPDATE) old
       WHERE old.id = c.id AND old.reached < $1 RETURNING old.reached AS before`,
      [until],
    );
    return row?.before;
  }

  /**
   * Messages of this time that people with an address have not read, have not been online since, and have not been shown on
   * one of their devices.
   */
  async missed(tx: Tx, since: Date, until: Date): Promise<MissedMessage[]> {
    return tx.query(
      `SELECT m.id AS "messageId", u.id AS "userId", u.email, u.display_name AS name, u.preferences, u.language, mine.notify,
              mine.quiet_until AS "quietUntil", r.id AS "roomId",
              r.name AS "roomName", m.seq, ${shownName('author')} AS author, m.body, ${IS_CONVERSATION} AS "isDirect",
              u.id = ANY(m.mentions) AS "isMentioned", m.mentions_room AS "mentionsRoom", m.in_room AS "inRoom",
              ${FOLLOWS} AS follows, ${HAS_KEYWORD} AS "hasKeyword",
              ${hasBlocked('u.id', 'm.author_id')} AS "isBlocked"
       FROM messages m JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL
       JOIN users author ON author.id = m.author_id
       JOIN room_members mine ON mine.room_id = m.room_id AND mine.user_id <> m.author_id
         AND ${READ_SEQ} < m.seq AND m.seq >= mine.visible_from_seq AND (${IS_CONVERSATION} OR m.mentions_room
           OR mine.user_id = ANY(m.mentions) OR ${FOLLOWS} OR ${HAS_KEYWORD})
       JOIN users u ON u.id = mine.user_id AND u.email IS NOT NULL AND u.disabled_at IS NULL
         AND (u.last_seen_at IS NULL OR u.last_seen_at < m.created_at)
       WHERE m.id >= $1 AND m.id < $2 AND m.kind = 'text' AND m.deleted_at IS NULL AND NOT ${WAS_SHOWN}
       ORDER BY m.room_id, m.seq`,
      [firstIdOf(since), firstIdOf(until)],
    );
  }
}

/** The lowest UUID v7 of a moment: ids are in the order of time, so no index on times is needed. */
export function firstIdOf(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
