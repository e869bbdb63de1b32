import type { Room } from '@api/rooms/rooms.dto.ts';

/** How a person who leaves a room comes back. */
export function leavingText({ kind }: Pick<Room, 'kind'>) {
  if (kind === 'group') return 'room.leave-group';
  return kind === 'public' ? 'room.leave-public' : 'room.leave-private';
}
