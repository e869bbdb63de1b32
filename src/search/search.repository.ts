import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { Database } from '../common/database/database.ts';
import { Replica } from '../common/database/replica.ts';
import type { Message } from '../timeline/message.dto.ts';
import { messageColumns, messageJoins, messageView, type MessageViewRow } from '../timeline/message.view.ts';
import type { Has, Is } from './search.dto.ts';
import { foldText } from '../shared/fold-text.ts';
import { type BindValue, containsTerm, hasFileNamed, isIndexed, type TermScope } from './search-conditions.view.ts';

/** A parsed search. Messages that contain a term of `not` are left out. */
export interface SearchQuery {
  terms: string[];
  not: string[];
  has: Has[];
  notHas: Has[];
  /** Parts of the names of files. */
  file: string[];
  notFile: string[];
  is: Is[];
  notIs: Is[];
  before?: Date;
  after?: Date;
}

export interface ScopedSearchQuery extends SearchQuery {
  callerId: string;
  /** The rooms that a token is limited to; null: all rooms of the caller. */
  within: ReadonlySet<string> | null;
  roomId?: string;
  authorId?: string;
  /** Ids of people and rooms; an empty list of `from` or `in` matches nothing. */
  from?: string[];
  notFrom?: string[];
  in?: string[];
  notIn?: string[];
}

export interface FoundMessages {
  messages: Message[];
  /** Whether only the newest messages were searched. */
  recentOnly: boolean;
}

const attached = (which: string) => `EXISTS (SELECT FROM attachments a WHERE a.message_id = m.id AND ${which})`;

const HAS_SQL: Record<Has, string> = {
  link: `m.body ~* 'https?://'`,
  reaction: `EXISTS (SELECT FROM reactions e WHERE e.message_id = m.id)`,
  file: attached('true'),
  image: attached(`a.kind = 'image'`),
  audio: attached(`a.kind = 'audio'`),
};

const inThread = (which: string) =>
  `EXISTS (SELECT FROM threads t WHERE t.id = coalesce(m.thread_id, m.id) AND t.reply_count > 0 AND ${which})`;

const IS_SQL: Record<Is, string> = {
  pinned: 'm.pinned_at IS NOT NULL',
  edited: 'm.edited_at IS NOT NULL',
  reply: 'm.thread_id IS NOT NULL',
  resolved: inThread('t.resolved_at IS NOT NULL'),
  open: inThread('t.resolved_at IS NULL'),
};

/** The least similarity of a word, from 0 to 1, that counts as a typing mistake. */
const WORD_SIMILARITY_THRESHOLD = 0.5;
/** The search for similar words gives up after this time. */
const SIMILAR_TIMEOUT_MS = 400;
/** A search gives up after this time and answers what the newest messages hold. */
const SEARCH_TIMEOUT_MS = 2_000;
/** The newest messages that are scanned before the index is used. */
const RECENT_MESSAGES = 3000;

@Injectable()
export class SearchRepository {
  constructor(
    private readonly database: Database,
    private readonly replica: Replica,
  ) {}

  /**
   * Newest first, only from rooms the caller is in, and for guests only messages since they joined. Terms that are all
   * too short for the index, and terms that the index does not find in two seconds, are looked for among the newest
   * messages only.
   * @param afterId the last id of the previous page
   */
  async find(query: ScopedSearchQuery, limit: number, afterId: string): Promise<FoundMessages> {
    const roomIds = await this.roomsOf(query);
    const scope = { query, roomIds, limit, afterId };
    const find = (stage: SearchStage) => this.search(scope, stage, SEARCH_TIMEOUT_MS);
    // A common word is found among recent messages; the index would first collect all its matches.
    const recent = await find('recent');
    if (recent.length >= limit) return { messages: recent, recentOnly: false };
    if (!usesIndex(query)) return { messages: recent, recentOnly: true };
    try {
      return { messages: await find('all'), recentOnly: false };
    } catch (error) {
      if (isTimeout(error)) return { messages: recent, recentOnly: true };
      throw error;
    }
  }

  /** The same with words that are similar to a term, for typing mistakes. Empty when it takes longer than 400 ms. */
  async findSimilar(query: ScopedSearchQuery, limit: number, afterId: string): Promise<Message[]> {
    const roomIds = await this.roomsOf(query);
    try {
      return await this.search({ query, roomIds, limit, afterId }, 'similar', SIMILAR_TIMEOUT_MS);
    } catch (error) {
      if (isTimeout(error)) return [];
      throw error;
    }
  }

  /** On the replica where there is one; what it finds is read from the primary. */
  private async search(scope: SearchScope, stage: SearchStage, timeoutMs: number): Promise<Message[]> {
    const found = await this.replica.read(async (query) => {
      await query(LIMITS_SQL, [String(WORD_SIMILARITY_THRESHOLD), String(timeoutMs)]);
      const { sql, values } = searchStatement(scope, stage, 'm.id');
      return (await query<{ id: string }>(sql, values)).map(({ id }) => id);
    });
    const messages = found && (await this.present(found, scope));
    // Of a full page some have gone since: there may be more to find.
    if (messages && (messages.length === found.length || found.length < scope.limit)) return messages;
    return this.database.transaction(async (tx) => {
      await tx.query(LIMITS_SQL, [String(WORD_SIMILARITY_THRESHOLD), String(timeoutMs)]);
      const { sql, values } = searchStatement(scope, stage, messageColumns);
      return (await tx.query<MessageViewRow[]>(sql, values)).map(messageView);
    });
  }

  /** Those of the messages that the caller may see now. */
  private async present(ids: string[], { query, roomIds }: SearchScope): Promise<Message[]> {
    if (!ids.length) return [];
    const rows = await this.database.query<MessageViewRow>(
      `SELECT ${messageColumns} FROM messages m JOIN rooms room ON room.id = m.room_id AND room.deleted_at IS NULL
       JOIN room_members member ON member.room_id = m.room_id AND member.user_id = $2 ${messageJoins}
       WHERE m.id = ANY($1::uuid[]) AND m.room_id = ANY($3::uuid[]) AND ${IS_TEXT_MESSAGE}
         AND m.seq >= member.visible_from_seq ORDER BY m.id DESC`,
      [ids, query.callerId, roomIds],
    );
    return rows.map(messageView);
  }

  /** Read beforehand, so that the planner knows the rooms and estimates their messages. */
  private async roomsOf({ callerId, within }: ScopedSearchQuery): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT room_id AS id FROM room_members WHERE user_id = $1`,
      [callerId],
    );
    return rows.map(({ id }) => id).filter((id) => within?.has(id) ?? true);
  }
}

/** Only the newest messages, all by the index, or all with similar words. */
type SearchStage = 'recent' | 'all' | 'similar';

interface SearchScope {
  query: ScopedSearchQuery;
  /** The rooms that the caller is in, by the primary. */
  roomIds: string[];
  limit: number;
  afterId: string;
}

/** For the rest of the transaction. */
const LIMITS_SQL = `SELECT set_config('pg_trgm.word_similarity_threshold', $1, true), set_config('statement_timeout', $2, true)`;

/** Similarity by the operator, not the function: only the operator uses the index. */
function termCondition(term: string, scope: TermScope, stage: SearchStage): string {
  const contains = containsTerm(term, scope);
  return stage === 'similar' ? `(${contains} OR ${scope.value(foldText(term))} <% folded(m.body))` : contains;
}

const IS_TEXT_MESSAGE = `m.kind = 'text' AND m.deleted_at IS NULL`;

/** The rows that the other conditions filter; OFFSET 0 keeps the planner from merging the two steps. */
function candidates(terms: string[], mine: string, stage: SearchStage): string {
  if (stage === 'all') return 'messages';
  if (stage === 'similar')
    return `(SELECT * FROM messages m WHERE ${[IS_TEXT_MESSAGE, ...terms].join(' AND ')} OFFSET 0)`;
  return `(SELECT * FROM messages m WHERE ${IS_TEXT_MESSAGE} AND ${mine} ORDER BY m.id DESC LIMIT ${RECENT_MESSAGES})`;
}

function searchStatement({ query, roomIds, limit, afterId }: SearchScope, stage: SearchStage, columns: string) {
  const values: unknown[] = [];
  const value: BindValue = (parameter) => `$${values.push(parameter)}`;
  const rooms = value(roomIds);
  const scope = { value, rooms, byIndex: stage !== 'recent' };
  const filtered = { ...scope, byIndex: false };
  const terms = query.terms.map((term) => termCondition(term, scope, stage));
  const mine = `m.room_id = ANY(${rooms}::uuid[]) AND m.id < ${value(afterId)}`;
  const conditions = [
    IS_TEXT_MESSAGE,
    mine,
    `m.seq >= (SELECT visible_from_seq FROM room_members WHERE room_id = m.room_id AND user_id = ${value(query.callerId)})`,
    ...(stage === 'similar' ? [] : terms),
    ...query.file.map((name) => hasFileNamed(name, scope)),
    ...query.not.map((term) => `NOT ${containsTerm(term, filtered)}`),
    ...query.notFile.map((name) => `NOT ${hasFileNamed(name, filtered)}`),
    ...query.has.map((has) => HAS_SQL[has]),
    ...query.notHas.map((has) => `NOT (${HAS_SQL[has]})`),
    ...query.is.map((is) => IS_SQL[is]),
    ...query.notIs.map((is) => `NOT (${IS_SQL[is]})`),
    ...(query.roomId ? [`m.room_id = ${value(query.roomId)}`] : []),
    ...(query.authorId ? [`m.author_id = ${value(query.authorId)}`] : []),
    ...(query.from ? [`m.author_id = ANY(${value(query.from)}::uuid[])`] : []),
    ...(query.notFrom ? [`m.author_id <> ALL(${value(query.notFrom)}::uuid[])`] : []),
    ...(query.in ? [`m.room_id = ANY(${value(query.in)}::uuid[])`] : []),
    ...(query.notIn ? [`m.room_id <> ALL(${value(query.notIn)}::uuid[])`] : []),
    ...(query.before ? [`m.created_at < ${value(query.before)}`] : []),
    ...(query.after ? [`m.created_at >= ${value(query.after)}`] : []),
  ];
  const sql = `SELECT ${columns} FROM ${candidates(terms, mine, stage)} m
    JOIN rooms room ON room.id = m.room_id AND room.deleted_at IS NULL ${messageJoins}
    WHERE ${conditions.join(' AND ')} ORDER BY m.id DESC LIMIT ${value(limit)}`;
  return { sql, values };
}

/** Whether a term is long enough for the index, or there is none and the other conditions decide. */
const usesIndex = ({ terms }: SearchQuery): boolean => !terms.length || terms.some(isIndexed);

/** PostgreSQL's query_canceled. */
const isTimeout = (error: unknown): boolean =>
  error instanceof QueryFailedError && (error.driverError as { code?: unknown }).code === '57014';
