import { computed, debounced, inject, type Signal } from '@angular/core';
import type { FoundPage } from '@api/search/search.dto.ts';
import { Api } from '../api/api.ts';
import { pagedList } from '../ui/paged-list.ts';

/** Milliseconds after which somebody who types means what is there. */
const PAUSE = 300;
/** What the server takes, in characters. */
export const LONGEST = 200;
const NOTHING: FoundPage = { items: [], next: null };

/** Looks for messages while one writes what is wanted. */
export class MessageSearch {
  private readonly api = inject(Api);
  private readonly settled;
  /** What is looked for; nothing while that is empty. */
  readonly wanted = computed(() => this.settled.value().trim());
  readonly list;

  /** @param roomId the only room to look in; without it all rooms one is in */
  constructor(query: Signal<string>, roomId?: Signal<string>) {
    this.settled = debounced(query, PAUSE);
    this.list = pagedList(
      () => ({ q: this.wanted(), roomId: roomId?.() }),
      ({ q, roomId }, cursor) =>
        q ? this.api.get<FoundPage>('/search/messages', { q, roomId, cursor }) : Promise.resolve(NOTHING),
    );
  }
}
