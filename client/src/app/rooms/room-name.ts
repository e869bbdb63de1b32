import type { Room } from '@api/rooms/rooms.dto.ts';

/** What a room is called: a direct room by the other person. */
export function roomName(room: Room): string {
  return room.kind === 'direct' ? (room.peer?.displayName ?? '') : room.name;
}
