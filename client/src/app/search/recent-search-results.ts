import { inject, Injectable } from '@angular/core';
import type { FoundPage } from '@api/search/search.dto.ts';
import { Session } from '../auth/session.ts';

/** What was found, as far as it was loaded, and where one was in it. */
export interface Seen {
  readonly q: string;
  readonly page: FoundPage;
  /** How far it was scrolled, in pixels. */
  readonly top: number;
  /** The one to which one went. */
  readonly messageId: string;
}

/** After that one searches anew rather than comes back, in milliseconds. */
const FRESH = 300_000;

/** Keeps what was found while one goes to one of the messages and back. */
@Injectable({ providedIn: 'root' })
export class FoundLately {
  private readonly session = inject(Session);
  private readonly kept = new Map<string, Seen & { readonly until: number }>();

  /** @param roomId empty for the search in all rooms */
  keep(roomId: string, seen: Seen): void {
    this.kept.set(this.key(roomId), { ...seen, until: Date.now() + FRESH });
  }

  /** Once: whoever searches a second time wants what is there now. */
  take(roomId: string, q: string): Seen | null {
    const key = this.key(roomId);
    const seen = this.kept.get(key);
    this.kept.delete(key);
    return seen && seen.q === q && seen.until > Date.now() ? seen : null;
  }

  private key(roomId: string): string {
    return `${this.session.me()?.id ?? ''}.${roomId}`;
  }
}
