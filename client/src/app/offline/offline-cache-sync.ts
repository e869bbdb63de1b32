import { effect, inject, Injectable, untracked } from '@angular/core';
import { Session } from '../auth/session.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import type { KnownPeople } from '../users/people-state.ts';
import { PeopleStore } from '../users/people-store.ts';
import { type RoomWindow, trimmed } from '../messages/messages-state.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import { OfflineCache } from './offline-cache.ts';

/** Of each room opened lately so many messages are kept. */
const KEPT = 50;
/** Those met last: notices and reactions name people by their ids. */
const KEPT_PEOPLE = 500;
const SETTLE = 2_000;

/** Without a connection one still reads the rooms that were open lately. */
@Injectable({ providedIn: 'root' })
export class OfflineCacheSync {
  private readonly rooms = inject(RoomsStore);
  private readonly messages = inject(MessagesStore);
  private readonly shelf = new OfflineCache(inject(Session).me()?.id ?? '');
  private readonly people = inject(PeopleStore);
  private named: KnownPeople | null = null;
  private readonly written = new Map<string, RoomWindow>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.rooms.useOfflineSource(() => this.shelf.rooms());
    this.messages.useOfflineSource((roomId) => this.shelf.window(roomId));
    void this.shelf.people().then(
      (people) => this.people.add(people),
      () => undefined,
    );
    effect(() => {
      this.people.known();
      this.rooms.all();
      this.messages.all();
      untracked(() => this.keepSoon());
    });
  }

  private keepSoon(): void {
    this.timer ??= setTimeout(() => void this.keep(), SETTLE);
  }

  private async keep(): Promise<void> {
    this.timer = undefined;
    try {
      // What came from the shelf need not go back: only what the server has confirmed is worth keeping.
      if (this.rooms.isFresh()) await this.shelf.putRooms(this.rooms.all());
      await this.keepPeople(this.people.known());
      for (const [roomId, window] of this.messages.all()) await this.keepWindow(roomId, window);
    } catch {
      // No disk: then there is nothing to read without a connection.
    }
  }

  private async keepPeople(known: KnownPeople): Promise<void> {
    if (this.named === known) return;
    this.named = known;
    await this.shelf.putPeople([...known.values()].slice(-KEPT_PEOPLE));
  }

  private async keepWindow(roomId: string, window: RoomWindow): Promise<void> {
    if (window.hasAfter || this.written.get(roomId) === window) return;
    this.written.set(roomId, window);
    await this.shelf.putWindow(roomId, { ...trimmed(window, KEPT), early: [] });
  }
}
