import { computed, inject, type Signal, signal } from '@angular/core';
import type { FoundPage } from '@api/search/search.dto.ts';
import { Api } from '../api/api.ts';
import { type TextKey, Texts } from '../i18n/texts.ts';
import { debounced } from '../ui/debounced.ts';
import { pagedList } from '../ui/paged-list.ts';
import { RecentSearchResults, type SearchPosition } from './recent-search-results.ts';
import { trimText } from '@api/shared/visible-text.ts';

/** Short enough for results within 300 ms of the last key, and longer than between the keys of a practised typist. */
const DEBOUNCE_MS = 120;
/** The server's limit, in characters. */
export const MAX_QUERY_LENGTH = 200;
/** A server of the version before does not say what it did not understand. */
type Answer = Omit<FoundPage, 'notUnderstood'> & Partial<Pick<FoundPage, 'notUnderstood'>>;
const EMPTY_PAGE: Answer = { items: [], next: null, recentOnly: false, notUnderstood: [] };

const NOTES: Record<FoundPage['notUnderstood'][number]['filter'], TextKey> = {
  from: 'search.no-person',
  in: 'search.no-room',
  has: 'search.no-kind',
  file: 'search.no-name',
  is: 'search.no-state',
  before: 'search.no-day',
  after: 'search.no-day',
  on: 'search.no-day',
};
const readerTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A result that was opened. */
export interface ResultLeft {
  readonly messageId: string;
  /** Scroll position of the list, in pixels. */
  readonly top: number;
}

/**
 * Searches messages while the query is typed. The results are as they were after a result was opened and left again.
 */
export class MessageSearch {
  private readonly api = inject(Api);
  private readonly recent = inject(RecentSearchResults);
  private readonly settled;
  private isOpening = true;
  /** The query that is searched for; empty for no search. */
  readonly wanted = computed(() => trimText(this.settled()));
  /** The position in the results before a result was opened; null for a new search. */
  readonly seen = signal<SearchPosition | null>(null);
  /** Whether only the newest messages were searched: the words are too short, or too common to search everything. */
  readonly recentOnly = computed(() => this.answeredRecentOnly() && this.wanted() !== '');
  private readonly answeredRecentOnly = signal(false);
  /** What of the query was not understood, in words. */
  readonly notes = computed(() =>
    this.wanted() ? this.notUnderstood().map(({ filter, value }) => this.t(NOTES[filter], { filter, value })) : [],
  );
  private readonly notUnderstood = signal<FoundPage['notUnderstood']>([]);
  private readonly t = inject(Texts).t;
  readonly list;

  /** @param roomId limits the search to a single room; without it, or empty, all rooms of the signed-in person are searched */
  constructor(
    query: Signal<string>,
    private readonly roomId?: Signal<string>,
  ) {
    this.settled = debounced(query, DEBOUNCE_MS);
    this.list = pagedList(
      () => ({ q: this.wanted(), roomId: roomId?.() || undefined }),
      ({ q, roomId }, cursor) => this.load(q, roomId, cursor),
    );
  }

  leave({ messageId, top }: ResultLeft): void {
    const page = this.list.page();
    if (page) this.recent.store(this.roomId?.() ?? '', { q: this.wanted(), page, top, messageId });
  }

  private async load(q: string, roomId?: string, cursor?: string): Promise<Pick<FoundPage, 'items' | 'next'>> {
    const seen = this.isOpening ? this.recent.take(roomId ?? '', q) : null;
    this.isOpening = false;
    if (!cursor) this.seen.set(seen);
    if (seen) return seen.page;
    const page = q
      ? await this.api.get<Answer>('/search/messages', { q, roomId, cursor, timeZone: readerTimeZone() })
      : EMPTY_PAGE;
    this.answeredRecentOnly.set(page.recentOnly);
    this.notUnderstood.set(page.notUnderstood ?? []);
    return page;
  }
}
