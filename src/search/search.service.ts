import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { FairQueue } from '../common/limits/fair-queue.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import { cursorKeys, page } from '../common/page.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { Message } from '../timeline/message.dto.ts';
import { redactBefore } from '../timeline/message.view.ts';
import { highlightsOf } from './highlights.ts';
import type { FoundPage, SearchMessages } from './search.dto.ts';
import { parseSearch } from './search-query.ts';
import { type FoundMessages, type ScopedSearchQuery, SearchRepository } from './search.repository.ts';

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
    private readonly limits: RateLimits,
  ) {}

  async find(
    caller: Caller,
    { q, roomId, from, has, before, after, limit = 20, cursor }: SearchMessages,
  ): Promise<FoundPage> {
    await this.limits.take('search', caller.userId);
    if (roomId) await this.access.allow(caller, roomId, 'read');
    const [afterId] = cursorKeys(cursor, ['id'], [LAST_ID]);
    const parsed = parseSearch(q);
    const query = {
      ...parsed,
      callerId: caller.userId,
      ...(roomId && { roomId }),
      ...(from && { authorId: from }),
      ...(has && { has: [...parsed.has, has] }),
      ...(before && { before: new Date(before) }),
      ...(after && { after: new Date(after) }),
    };
    const { messages: rows, recentOnly } = await this.queue.run(caller.userId, () =>
      this.findRows(query, limit, cursor ? afterId : undefined),
    );
    const shown = caller.role === 'guest' ? await this.redactForGuest(caller, rows) : rows;
    const found = shown.map((message) => ({ message, highlights: highlightsOf(message.body, parsed.terms) }));
    return { ...page(found, limit, ({ message }) => [message.id]), recentOnly };
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
