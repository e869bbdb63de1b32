import { Injectable } from '@nestjs/common';
import { Database } from '../common/database.ts';
import { literally } from '../common/like.ts';
import type { Message } from '../timeline/message.dto.ts';
import { messageColumns, messageJoins, messageView, type MessageViewRow } from '../timeline/message.view.ts';
import type { Has } from './search.dto.ts';

export const IS = ['pinned', 'edited', 'reply'] as const;
export type Is = (typeof IS)[number];

/** What somebody looks for, taken apart. A term in `not` must be missing. */
export interface SearchQuery {
  terms: string[];
  not: string[];
  from: string[];
  notFrom: string[];
  in: string[];
  notIn: string[];
  has: Has[];
  notHas: Has[];
  is: Is[];
  notIs: Is[];
  before?: Date;
  after?: Date;
}

export interface Within extends SearchQuery {
  callerId: string;
  roomId?: string;
  authorId?: string;
}

const attached = (which: string) => `EXISTS (SELECT FROM attachments a WHERE a.message_id = m.id AND ${which})`;

const HAS_SQL: Record<Has, string> = {
  link: `m.body ~* 'https?://'`,
  reaction: `EXISTS (SELECT FROM reactions e WHERE e.message_id = m.id)`,
  file: attached('true'),
  image: attached(`a.kind = 'image'`),
  audio: attached(`a.kind = 'audio'`),
};

const IS_SQL: Record<Is, string> = {
  pinned: 'm.pinned_at IS NOT NULL',
  edited: 'm.edited_at IS NOT NULL',
  reply: 'm.reply_to_id IS NOT NULL',
};

/** One similar word is enough; below this, words have little in common. */
const SIMILAR = 0.5;

@Injectable()
export class SearchRepository {
  constructor(private readonly database: Database) {}

  /**
   * Newest first, only from rooms the caller is in, and for guests only what was said since they came.
   * @param afterId the last one of the page before
   * @param fuzzy also words that are only close to a term: typing mistakes
   */
  async find(query: Within, limit: number, afterId: string, fuzzy: boolean): Promise<Message[]> {
    const values: unknown[] = [];
    const value = (one: unknown) => `$${values.push(one)}`;
    const conditions = [
      `mine.user_id = ${value(query.callerId)}`,
      `m.kind = 'text' AND m.deleted_at IS NULL AND m.seq >= mine.visible_from_seq`,
      `m.id < ${value(afterId)}`,
      ...query.terms.map((term) => this.contains(value(like(term)), fuzzy ? value(term) : undefined)),
      ...query.not.map((term) => `folded(m.body) NOT LIKE folded(${value(like(term))})`),
      ...query.has.map((has) => HAS_SQL[has]),
      ...query.notHas.map((has) => `NOT (${HAS_SQL[has]})`),
      ...query.is.map((is) => IS_SQL[is]),
      ...query.notIs.map((is) => `NOT (${IS_SQL[is]})`),
      ...(query.roomId ? [`m.room_id = ${value(query.roomId)}`] : []),
      ...(query.authorId ? [`m.author_id = ${value(query.authorId)}`] : []),
      ...(query.from.length ? [`author.username_key = ANY(${value(query.from)})`] : []),
      ...(query.notFrom.length ? [`author.username_key <> ALL(${value(query.notFrom)})`] : []),
      ...(query.in.length ? [`lower(room.name) = ANY(${value(query.in)})`] : []),
      ...(query.notIn.length ? [`lower(room.name) <> ALL(${value(query.notIn)})`] : []),
      ...(query.before ? [`m.created_at < ${value(query.before)}`] : []),
      ...(query.after ? [`m.created_at >= ${value(query.after)}`] : []),
    ];
    const rows = await this.database.query<MessageViewRow>(
      `SELECT ${messageColumns} FROM messages m JOIN room_members mine ON mine.room_id = m.room_id
       JOIN rooms room ON room.id = m.room_id AND room.deleted_at IS NULL ${messageJoins}
       WHERE ${conditions.join(' AND ')} ORDER BY m.id DESC LIMIT ${value(limit)}`,
      values,
    );
    return rows.map(messageView);
  }

  private contains(pattern: string, similarTo?: string): string {
    const exact = `folded(m.body) LIKE folded(${pattern})`;
    return similarTo ? `(${exact} OR word_similarity(folded(${similarTo}), folded(m.body)) > ${SIMILAR})` : exact;
  }
}

const like = (term: string) => `%${literally(term)}%`;
