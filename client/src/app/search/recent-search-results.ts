import { inject, Injectable } from '@angular/core';
import type { FoundPage } from '@api/search/search.dto.ts';
import { Session } from '../auth/session.ts';

/** The loaded results of a search and the position in them. */
export interface SearchPosition {
  readonly q: string;
  readonly page: Pick<FoundPage, 'items' | 'next'>;
  /** Scroll position of the list, in pixels. */
  readonly top: number;
  /** The result that was opened. */
  readonly messageId: string;
}

const MAX_AGE_MS = 300_000;

/** Keeps the results of a search while a result is open, for five minutes at most. */
@Injectable({ providedIn: 'root' })
export class RecentSearchResults {
  private readonly session = inject(Session);
  private readonly stored = new Map<string, SearchPosition & { readonly until: number }>();

  /** @param roomId empty for the search in all rooms */
  store(roomId: string, seen: SearchPosition): void {
    this.stored.set(this.key(roomId), { ...seen, until: Date.now() + MAX_AGE_MS });
  }

  /** Removes and returns what was stored; the next search for the same query asks the server. */
  take(roomId: string, q: string): SearchPosition | null {
    const key = this.key(roomId);
    const seen = this.stored.get(key);
    this.stored.delete(key);
    return seen && seen.q === q && seen.until > Date.now() ? seen : null;
  }

  private key(roomId: string): string {
    return `${this.session.me()?.id ?? ''}.${roomId}`;
  }
}
