import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { LoadShedding } from '../common/limits/load-shedding.ts';
import { cursorKeys, page } from '../common/page.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { Message } from '../timeline/message.dto.ts';
import { redactBefore } from '../timeline/message.view.ts';
import { highlightsOf } from './highlights.ts';
import type { FoundPage, SearchMessages } from './search.dto.ts';
import { parseSearch } from './search-query.ts';
import { SearchRepository } from './search.repository.ts';

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** With fewer exact matches than this, messages with similar words are added. */
const MIN_EXACT_RESULTS = 5;

/** Searches the messages of all rooms that the caller is in. */
@Injectable()
export class SearchService {
  constructor(
    private readonly access: RoomAccess,
    private readonly messages: SearchRepository,
    private readonly load: LoadShedding,
  ) {}

  async find(
    caller: Caller,
    { q, roomId, from, has, before, after, limit = 20, cursor }: SearchMessages,
  ): Promise<FoundPage> {
    this.load.rejectIfOverloaded('read');
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
    const exact = await this.messages.find(query, limit + 1, afterId);
    const helps = exact.length < MIN_EXACT_RESULTS && !cursor && query.terms.length > 0;
    const more = helps ? await this.messages.findSimilar(query, MIN_EXACT_RESULTS, afterId) : [];
    const known = new Set(exact.map(({ id }) => id));
    const rows = [...exact, ...more.filter(({ id }) => !known.has(id))];
    const shown = caller.role === 'guest' ? await this.redactForGuest(caller, rows) : rows;
    const found = shown.map((message) => ({ message, highlights: highlightsOf(message.body, parsed.terms) }));
    return page(found, limit, ({ message }) => [message.id]);
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
