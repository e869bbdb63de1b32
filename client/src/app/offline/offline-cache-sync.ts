import { effect, inject, Injectable, untracked } from '@angular/core';
import { Session } from '../auth/session.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { withoutTombstones, type PersonalState } from '../personal/personal-state.ts';
import { PersonalStore } from '../personal/personal-store.ts';
import type { KnownPeople } from '../users/people-state.ts';
import { PeopleStore } from '../users/people-store.ts';
import { type RoomWindow, trimmed } from '../messages/messages-state.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import { OfflineCache } from './offline-cache.ts';

/** Messages that are stored of each room opened lately. */
const MAX_MESSAGES = 50;
/** People that are stored, those seen last: notices and reactions name people by their ids. */
const MAX_PEOPLE = 500;
/** Changes within this time are written together. */
const WRITE_DELAY_MS = 2_000;

/** Copies rooms, messages, people and what is personal to the offline cache, and lets the stores read from it without a connection. */
@Injectable({ providedIn: 'root' })
export class OfflineCacheSync {
  private readonly rooms = inject(RoomsStore);
  private readonly messages = inject(MessagesStore);
  private readonly cache = new OfflineCache(inject(Session).me()?.id ?? '');
  private readonly people = inject(PeopleStore);
  private readonly personal = inject(PersonalStore);
  private writtenPersonal: PersonalState | null = null;
  private writtenPeople: KnownPeople | null = null;
  private readonly writtenWindows = new Map<string, RoomWindow>();
  private writeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.rooms.useOfflineSource(() => this.cache.rooms());
    this.messages.useOfflineSource((roomId) => this.cache.window(roomId));
    void this.cache.people().then(
      (people) => this.people.add(people),
      () => undefined,
    );
    void this.cache.personal().then(
      (state) => state && this.personal.restore(state),
      () => undefined,
    );
    effect(() => {
      this.personal.state();
      this.people.known();
      this.rooms.all();
      this.messages.all();
      untracked(() => this.writeSoon());
    });
  }

  private writeSoon(): void {
    this.writeTimer ??= setTimeout(() => void this.write(), WRITE_DELAY_MS);
  }

  private async write(): Promise<void> {
    this.writeTimer = undefined;
    try {
      // Rooms that came from the cache need not be written back: only those that the server has confirmed are.
      if (this.rooms.isFresh()) await this.cache.putRooms(this.rooms.all());
      await this.writePeople(this.people.known());
      await this.writePersonal(this.personal.state());
      for (const [roomId, window] of this.messages.all()) await this.writeWindow(roomId, window);
    } catch {
      // No IndexedDB: then nothing can be read without a connection.
    }
  }

  private async writePeople(known: KnownPeople): Promise<void> {
    if (this.writtenPeople === known) return;
    this.writtenPeople = known;
    await this.cache.putPeople([...known.values()].slice(-MAX_PEOPLE));
  }

  private async writePersonal(state: PersonalState): Promise<void> {
    if (this.writtenPersonal === state || state.epoch === null) return;
    this.writtenPersonal = state;
    await this.cache.putPersonal(withoutTombstones(state));
  }

  private async writeWindow(roomId: string, window: RoomWindow): Promise<void> {
    if (window.hasAfter || this.writtenWindows.get(roomId) === window) return;
    this.writtenWindows.set(roomId, window);
    await this.cache.putWindow(roomId, { ...trimmed(window, MAX_MESSAGES), early: [] });
  }
}
