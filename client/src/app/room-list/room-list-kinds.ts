import type { Room } from '@api/rooms/rooms.dto.ts';
import { isUnread } from '../rooms/room-attention.ts';
import { isConversation } from '@api/shared/roles.ts';

/** Which rooms the list shows. */
export const ROOM_LIST_KINDS = ['all', 'unread', 'mentions'] as const;
export type RoomListKind = (typeof ROOM_LIST_KINDS)[number];

/** Direct messages are to their reader what mentions are in other rooms. */
export function isOfKind(kind: RoomListKind, room: Room): boolean {
  if (kind === 'unread') return isUnread(room);
  if (kind === 'mentions') return room.mentionCount > 0 || (isConversation(room.kind) && isUnread(room));
  return true;
}
