import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';
import { FOLLOWS, HAS_KEYWORD, READ_SEQ } from '../notifications/digest.repository.ts';
import { hasBlocked } from '../users/blocks.view.ts';
import type { NotifyLevel } from '../rooms/members/members.dto.ts';
import type { Preferences } from '../users/users.dto.ts';
import { IS_CONVERSATION } from '../timeline/conversations.view.ts';

/** What of a message and a member decides about a push. */
export interface PushFacts {
  messageId: string;
  userId: string;
  roomId: string;
  seq: number;
  authorId: string;
  body: string;
  isForwarded: boolean;
  preferences: Preferences;
  notify: NotifyLevel;
  quietUntil: Date | null;
  /** Of the room, or of the thread where the message stays in it. */
  lastReadSeq: number;
  isDirect: boolean;
  isMentioned: boolean;
  mentionsRoom: boolean;
  inRoom: boolean;
  follows: boolean;
  hasKeyword: boolean;
  isCall: boolean;
  isBlocked: boolean;
}

/** A message that may be pushed to a person, about which nothing was decided yet. */
export interface PushCandidate extends PushFacts {
  deviceIds: string[];
}

/** Who has written a message of `messages m`, or started the call that it tells of. */
export const WRITER = `coalesce(m.author_id, (m.system ->> 'userId')::uuid)`;
const IS_CALL = `coalesce(m.system ->> 'event' = 'call_started', false)`;

/** `PushFacts` as SQL, of `messages m`, its `rooms r`, the member `mine` and their account `u`. */
export const PUSH_FACTS = `m.id AS "messageId", u.id AS "userId", m.room_id AS "roomId", m.seq, ${WRITER} AS "authorId",
  m.body, m.forwarded_at IS NOT NULL AS "isForwarded", u.preferences, mine.notify, mine.quiet_until AS "quietUntil",
  ${READ_SEQ} AS "lastReadSeq", m.in_room AS "inRoom", ${IS_CONVERSATION} AS "isDirect", u.id = ANY(m.mentions) AS "isMentioned",
  m.mentions_room AS "mentionsRoom", ${FOLLOWS} AS follows, ${HAS_KEYWORD} AS "hasKeyword",
  ${IS_CALL} AS "isCall", ${hasBlocked('u.id', WRITER)} AS "isBlocked"`;

/** Longer than a sweep may be late: what is older was decided about, or is news no more. */
const LOOK_BACK = `interval '2 minutes'`;
const MAX_CANDIDATES = 5_000;

/** Finds messages that may be pushed. */
@Injectable()
export class PushCandidatesRepository {
  constructor(private readonly database: Database) {}

  /** Those of these messages. */
  of(messageIds: string[]): Promise<PushCandidate[]> {
    return this.find(`m.id = ANY($1::uuid[])`, messageIds);
  }

  /** Those of the last two minutes: what a crash or a late keyword has left out. */
  recent(firstId: string): Promise<PushCandidate[]> {
    return this.find(`m.id >= $1::uuid AND m.created_at > now() - ${LOOK_BACK}`, firstId);
  }

  /** A device hears of nothing that was written before it was there. */
  private find(condition: string, value: unknown): Promise<PushCandidate[]> {
    return this.database.query(
      `SELECT ${PUSH_FACTS}, (SELECT array_agg(d.id) FROM push_devices d JOIN sessions s ON s.id = d.session_id
           AND s.ended_at IS NULL AND s.expires_at > now()
         WHERE d.user_id = u.id AND d.created_at <= m.created_at) AS "deviceIds"
       FROM messages m JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL
       JOIN room_members mine ON mine.room_id = m.room_id AND mine.user_id <> ${WRITER} AND m.seq >= mine.visible_from_seq
         AND ((mine.notify = 'all' AND m.in_room) OR ${IS_CONVERSATION} OR m.mentions_room OR mine.user_id = ANY(m.mentions)
           OR m.body ILIKE '%here%' OR ${FOLLOWS} OR ${HAS_KEYWORD})
       JOIN users u ON u.id = mine.user_id AND u.disabled_at IS NULL
       WHERE ${condition} AND (m.kind = 'text' OR r.kind = 'direct' AND ${IS_CALL}) AND m.deleted_at IS NULL
         AND EXISTS (SELECT FROM push_devices d WHERE d.user_id = mine.user_id AND d.created_at <= m.created_at)
         AND NOT EXISTS (SELECT FROM pushes p WHERE p.user_id = mine.user_id AND p.message_id = m.id)
       ORDER BY m.id LIMIT ${MAX_CANDIDATES}`,
      [value],
    );
  }
}
