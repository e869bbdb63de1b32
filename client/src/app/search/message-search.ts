import { computed, debounced, inject, type Signal, signal } from '@angular/core';
import type { FoundPage } from '@api/search/search.dto.ts';
import { Api } from '../api/api.ts';
import { pagedList } from '../ui/paged-list.ts';
import { FoundLately, type Seen } from './recent-search-results.ts';

/** Milliseconds after which somebody who types means what is there. */
const PAUSE = 300;
/** What the server takes, in characters. */
export const LONGEST = 200;
const NOTHING: FoundPage = { items: [], next: null };

/** Where one goes from what was found. */
export interface Leaving {
  readonly messageId: string;
  /** How far it was scrolled, in pixels. */
  readonly top: number;
}

/** Looks for messages while one writes what is wanted. Whoever went to one of them and comes back finds it as it was. */
export class MessageSearch {
  private readonly api = inject(Api);
  private readonly lately = inject(FoundLately);
  private readonly settled;
  private isOpening = true;
  /** What is looked for; nothing while that is empty. */
  readonly wanted = computed(() => this.settled.value().trim());
  /** Where one was before one went to a message; null for a search that has just begun. */
  readonly seen = signal<Seen | null>(null);
  readonly list;

  /** @param roomId the only room to look in; without it all rooms one is in */
  constructor(
    query: Signal<string>,
    private readonly roomId?: Signal<string>,
  ) {
    this.settled = debounced(query, PAUSE);
    this.list = pagedList(
      () => ({ q: this.wanted(), roomId: roomId?.() }),
      ({ q, roomId }, cursor) => this.load(q, roomId, cursor),
    );
  }

  leave({ messageId, top }: Leaving): void {
    const page = this.list.page();
    if (page) this.lately.keep(this.roomId?.() ?? '', { q: this.wanted(), page, top, messageId });
  }

  private load(q: string, roomId?: string, cursor?: string): Promise<FoundPage> {
    const seen = this.isOpening ? this.lately.take(roomId ?? '', q) : null;
    this.isOpening = false;
    if (!cursor) this.seen.set(seen);
    if (seen) return Promise.resolve(seen.page);
    return q ? this.api.get<FoundPage>('/search/messages', { q, roomId, cursor }) : Promise.resolve(NOTHING);
  }
}
