import { computed, inject, type Signal, signal } from '@angular/core';
import type { FoundPage } from '@api/search/search.dto.ts';
import { Api } from '../api/api.ts';
import { debounced } from '../ui/debounced.ts';
import { pagedList } from '../ui/paged-list.ts';
import { RecentSearchResults, type SearchPosition } from './recent-search-results.ts';

/** Milliseconds after which somebody who types means what is there. */
const DEBOUNCE_MS = 300;
/** What the server takes, in characters. */
export const MAX_QUERY_LENGTH = 200;
const EMPTY_PAGE: FoundPage = { items: [], next: null };

/** Where one goes from what was found. */
export interface ResultLeft {
  readonly messageId: string;
  /** How far it was scrolled, in pixels. */
  readonly top: number;
}

/** Looks for messages while one writes what is wanted. Whoever went to one of them and comes back finds it as it was. */
export class MessageSearch {
  private readonly api = inject(Api);
  private readonly recent = inject(RecentSearchResults);
  private readonly settled;
  private isOpening = true;
  /** What is looked for; nothing while that is empty. */
  readonly wanted = computed(() => this.settled().trim());
  /** Where one was before one went to a message; null for a search that has just begun. */
  readonly seen = signal<SearchPosition | null>(null);
  readonly list;

  /** @param roomId the only room to look in; without it all rooms one is in */
  constructor(
    query: Signal<string>,
    private readonly roomId?: Signal<string>,
  ) {
    this.settled = debounced(query, DEBOUNCE_MS);
    this.list = pagedList(
      () => ({ q: this.wanted(), roomId: roomId?.() }),
      ({ q, roomId }, cursor) => this.load(q, roomId, cursor),
    );
  }

  leave({ messageId, top }: ResultLeft): void {
    const page = this.list.page();
    if (page) this.recent.store(this.roomId?.() ?? '', { q: this.wanted(), page, top, messageId });
  }

  private load(q: string, roomId?: string, cursor?: string): Promise<FoundPage> {
    const seen = this.isOpening ? this.recent.take(roomId ?? '', q) : null;
    this.isOpening = false;
    if (!cursor) this.seen.set(seen);
    if (seen) return Promise.resolve(seen.page);
    return q ? this.api.get<FoundPage>('/search/messages', { q, roomId, cursor }) : Promise.resolve(EMPTY_PAGE);
  }
}
