import { inject, Injectable } from '@angular/core';
import { Session } from '../auth/session.ts';

const STORAGE_KEY = 'parley.last-room';

/** The room that was open last on this device, by account: where `/` leads. */
@Injectable({ providedIn: 'root' })
export class LastRoom {
  private readonly session = inject(Session);

  /** Null if no room of this account was open on this device. */
  get(): string | null {
    const [userId, roomId] = (localStorage.getItem(STORAGE_KEY) ?? '').split(' ');
    return userId && userId === this.session.me()?.id ? (roomId ?? null) : null;
  }

  set(roomId: string): void {
    const me = this.session.me();
    if (me) localStorage.setItem(STORAGE_KEY, `${me.id} ${roomId}`);
  }
}
