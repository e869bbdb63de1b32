import { signal } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { type RoomWindow, trimmed, withPerson } from './messages-state.ts';

/** Closed rooms whose newest messages stay in memory. */
const MAX_CLOSED_ROOMS = 30;
const MAX_MESSAGES_OF_CLOSED_ROOM = 150;

/** The loaded history of each room, by the room's id. */
export class RoomWindows {
  private readonly windows = signal<ReadonlyMap<string, RoomWindow>>(new Map());
  readonly all = this.windows.asReadonly();

  get(roomId: string): RoomWindow | undefined {
    return this.windows().get(roomId);
  }

  set(roomId: string, window: RoomWindow): void {
    this.windows.update((all) => new Map(all).set(roomId, window));
  }

  /** Does nothing while the room has no window. */
  change(roomId: string, update: (window: RoomWindow) => RoomWindow): void {
    const window = this.get(roomId);
    if (window) this.set(roomId, update(window));
  }

  drop(roomId: string): void {
    this.windows.update((all) => new Map([...all].filter(([id]) => id !== roomId)));
  }

  rename(person: UserSummary): void {
    this.windows.update((all) => new Map([...all].map(([id, window]) => [id, withPerson(window, person)])));
  }

  /** Trims closed rooms to their newest messages, and drops those that were not opened for long. */
  releaseClosed(openRoomId: string | null, isJoined: (roomId: string) => boolean): void {
    const recent = [...this.windows()].filter(([id]) => id !== openRoomId && isJoined(id)).slice(-MAX_CLOSED_ROOMS);
    const open = openRoomId ? this.get(openRoomId) : undefined;
    const trimmedRooms = recent
      .filter(([, window]) => !window.hasAfter)
      .map(([id, window]) => [id, trimmed(window, MAX_MESSAGES_OF_CLOSED_ROOM)] as const);
    this.windows.set(new Map([...trimmedRooms, ...(openRoomId && open ? [[openRoomId, open] as const] : [])]));
  }
}
