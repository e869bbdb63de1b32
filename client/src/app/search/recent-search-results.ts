import { inject, Injectable } from '@angular/core';
import type { FoundPage } from '@api/search/search.dto.ts';
import { Session } from '../auth/session.ts';

/** What was found, as far as it was loaded, and where one was in it. */
export interface SearchPosition {
  readonly q: string;
  readonly page: FoundPage;
  /** How far it was scrolled, in pixels. */
  readonly top: number;
  /** The one to which one went. */
  readonly messageId: string;
}

/** After that one searches anew rather than comes back, in milliseconds. */
const MAX_AGE_MS = 300_000;

/** Keeps what was found while one goes to one of the messages and back. */
@Injectable({ providedIn: 'root' })
export class RecentSearchResults {
  private readonly session = inject(Session);
  private readonly kept = new Map<string, SearchPosition & { readonly until: number }>();

  /** @param roomId empty for the search in all rooms */
  store(roomId: string, seen: SearchPosition): void {
    this.kept.set(this.key(roomId), { ...seen, until: Date.now() + MAX_AGE_MS });
  }

  /** Once: whoever searches a second time wants what is there now. */
  take(roomId: string, q: string): SearchPosition | null {
    const key = this.key(roomId);
    const seen = this.kept.get(key);
    this.kept.delete(key);
    return seen && seen.q === q && seen.until > Date.now() ? seen : null;
  }

  private key(roomId: string): string {
    return `${this.session.me()?.id ?? ''}.${roomId}`;
  }
}
