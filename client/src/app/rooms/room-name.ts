import type { Room } from '@api/rooms/rooms.dto.ts';
import { personName } from '../users/person-name.ts';

/** The name of a room; a direct room is named after the peer. */
export function roomName(room: Room): string {
  return room.kind === 'direct' ? (room.peer ? personName(room.peer) : '') : room.name;
}
