import { computed, inject, Injectable } from '@angular/core';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { roomName } from '../../rooms/room-name.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { isUnambiguous, linkRooms, type NamedRoom, roomLink, unlinkRooms } from './room-links.ts';
import { isConversation } from '@api/shared/roles.ts';

/** Writes rooms as `#Name` in the composer, and as links with their ids in messages. */
@Injectable({ providedIn: 'root' })
export class RoomLinker {
  private readonly store = inject(RoomsStore);
  private readonly rooms = computed<readonly NamedRoom[]>(() =>
    this.store
      .all()
      .filter(({ kind }) => !isConversation(kind))
      .map((room) => ({ id: room.id, name: roomName(room) })),
  );

  /** What the composer shows for a room: the link itself where several rooms have the name. */
  mark(room: Room): string {
    const named = { id: room.id, name: roomName(room) };
    return isUnambiguous(named, this.rooms()) ? `#${named.name}` : roomLink(named, location.origin);
  }

  link(text: string): string {
    return linkRooms(text, this.rooms(), location.origin);
  }

  unlink(text: string): string {
    return unlinkRooms(text, this.rooms(), location.origin);
  }
}
