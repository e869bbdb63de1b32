import { inject, Injectable } from '@angular/core';
import { Session } from '../auth/session.ts';

/** What is written but not sent, per person and room. In localStorage because a crash right after a key must not lose it. */
@Injectable({ providedIn: 'root' })
export class Drafts {
  private readonly session = inject(Session);

  of(roomId: string): string {
    return localStorage.getItem(this.key(roomId)) ?? '';
  }

  keep(roomId: string, text: string): void {
    try {
      if (text) localStorage.setItem(this.key(roomId), text);
      else localStorage.removeItem(this.key(roomId));
    } catch {
      // A full storage: the text is still on the screen.
    }
  }

  private key(roomId: string): string {
    return `parley.draft.${this.session.me()?.id ?? ''}.${roomId}`;
  }
}
