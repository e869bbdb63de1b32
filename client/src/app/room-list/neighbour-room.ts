import type { Room } from '@api/rooms/rooms.dto.ts';
import { isUnread } from '../rooms/room-attention.ts';

/** The room before or after a room in the list, wrapping around; with `onlyUnread` the next unread room. */
export function neighbour(rooms: readonly Room[], from: string | null, step: 1 | -1, onlyUnread = false): Room | null {
  const here = rooms.findIndex(({ id }) => id === from);
  const start = here < 0 && step < 0 ? 0 : here;
  for (let distance = 1; distance <= rooms.length; distance++) {
    const room = rooms.at((start + step * distance) % rooms.length);
    if (room && room.id !== from && (!onlyUnread || isUnread(room))) return room;
  }
  return null;
}
