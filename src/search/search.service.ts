import { Injectable } from '@nestjs/common';
import { type Caller, isRoomGranted } from '../common/caller.ts';
import { FairQueue } from '../common/limits/fair-queue.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import { cursorKeys, page } from '../common/page.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { Message } from '../timeline/message.dto.ts';
import { redactBefore } from '../timeline/message.view.ts';
import { highlightsOf } from './highlights.ts';
import type { FoundPage, NotUnderstood, SearchMessages } from './search.dto.ts';
import { SearchNamesRepository } from './search-names.repository.ts';
import { type ParsedSearch, parseSearch } from './search-query.ts';
import { type FoundMessages, type ScopedSearchQuery, type SearchQuery, SearchRepository } from './search.repository.ts';

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** With fewer exact matches than this, messages with similar words are added. */
const MIN_EXACT_RESULTS = 5;

/** Searches hold at most two connections to the database, so that the others serve messages. */
const QUEUE_BOUNDS = { maxRunning: 2, maxRunningPerKey: 1, maxWaiting: 50, maxWaitingPerKey: 5, retryAfterSeconds: 2 };

/** Searches the messages of all rooms that the caller is in. */
@Injectable()
export class SearchService {
  private readonly queue = new FairQueue(QUEUE_BOUNDS);

  constructor(
    private readonly access: RoomAccess,
    private readonly messages: SearchRepository,
    private readonly names: SearchNamesRepository,
    private readonly limits: RateLimits,
  ) {}

  async find(
    caller: Caller,
    { q, timeZone = 'UTC', limit = 20, cursor, ...narrowed }: SearchMessages,
  ): Promise<FoundPage> {
    await this.limits.take('search', caller.userId);
    if (narrowed.roomId) await this.access.allow(caller, narrowed.roomId, 'read');
    const [afterId] = cursorKeys(cursor, ['id'], [LAST_ID]);
    const parsed = parseSearch(q, { now: new Date(), timeZone });
    const { query: named, notUnderstood } = await this.lookUpNames(caller, parsed);
    const query = { ...named, ...narrowedQuery(named, narrowed) };
    if (!isNarrowed(query)) return { items: [], next: null, recentOnly: false, notUnderstood };
    const { messages: rows, recentOnly } = await this.queue.run(caller.userId, () =>
      this.findRows(query, limit, cursor ? afterId : undefined),
    );
    const shown = caller.role === 'guest' ? await this.redactForGuest(caller, rows) : rows;
    const found = shown.map((message) => ({ message, highlights: highlightsOf(message.body, query.terms) }));
    return { ...page(found, limit, ({ message }) => [message.id]), recentOnly, notUnderstood };
  }

  /** Names of people and rooms become ids; a name that is unknown to the caller is not understood. */
  private async lookUpNames(
    caller: Caller,
    { query, names, notUnderstood }: ParsedSearch,
  ): Promise<{ query: ScopedSearchQuery; notUnderstood: NotUnderstood[] }> {
    const { userId: callerId, role, token } = caller;
    const people = await this.names.people([...names.from, ...names.notFrom], role === 'guest' ? callerId : null);
    const joined = await this.names.rooms([...names.in, ...names.notIn], callerId);
    const rooms = joined.filter(({ id }) => isRoomGranted(caller, id));
    const idsOf = (asked: string[], known: { name: string; id: string }[]) =>
      asked.length ? known.filter(({ name }) => asked.includes(name)).map(({ id }) => id) : undefined;
    const unknown = (filter: 'from' | 'in', asked: string[], known: { name: string }[]) =>
      asked.filter((value) => known.every(({ name }) => name !== value)).map((value) => ({ filter, value }));
    const ids = {
      from: idsOf(names.from, people),
      notFrom: idsOf(names.notFrom, people),
      in: idsOf(names.in, rooms),
      notIn: idsOf(names.notIn, rooms),
    };
    return {
      query: { ...query, callerId, within: token?.roomIds ?? null, ...ids },
      notUnderstood: [
        ...notUnderstood,
        ...unknown('from', [...names.from, ...names.notFrom], people),
        ...unknown('in', [...names.in, ...names.notIn], rooms),
      ],
    };
  }

  /** @param afterId undefined for the first page, which messages with similar words may fill */
  private async findRows(query: ScopedSearchQuery, limit: number, afterId?: string): Promise<FoundMessages> {
    const { messages: exact, recentOnly } = await this.messages.find(query, limit + 1, afterId ?? LAST_ID);
    const addsSimilar = exact.length < MIN_EXACT_RESULTS && !afterId && !recentOnly && query.terms.length > 0;
    if (!addsSimilar) return { messages: exact, recentOnly };
    const known = new Set(exact.map(({ id }) => id));
    const similar = await this.messages.findSimilar(query, MIN_EXACT_RESULTS, LAST_ID);
    return { messages: [...exact, ...similar.filter(({ id }) => !known.has(id))], recentOnly };
  }

  /** Removes quotes of messages from before the guest joined. */
  private redactForGuest(caller: Caller, messages: Message[]): Promise<Message[]> {
    return Promise.all(
      messages.map(async (message) => {
        const { visibleFromSeq } = await this.access.allow(caller, message.roomId, 'read');
        return redactBefore(visibleFromSeq)(message);
      }),
    );
  }
}

/** What the parameters beside the text add to a query. */
const narrowedQuery = (
  { has: asked }: SearchQuery,
  { roomId, from, has, before, after }: Omit<SearchMessages, 'q'>,
): Partial<ScopedSearchQuery> => ({
  ...(roomId && { roomId }),
  ...(from && { authorId: from }),
  ...(has && { has: [...asked, has] }),
  ...(before && { before: new Date(before) }),
  ...(after && { after: new Date(after) }),
});

/** Whether anything is asked for; all that was asked may not have been understood. */
const isNarrowed = ({ terms, not, has, notHas, file, notFile, is, notIs, ...rest }: ScopedSearchQuery): boolean =>
  [terms, not, has, notHas, file, notFile, is, notIs].some((list) => list.length > 0) ||
  [rest.from, rest.notFrom, rest.in, rest.notIn, rest.authorId, rest.before, rest.after].some(Boolean);
