import type { Room } from '@api/rooms/rooms.dto.ts';

/** Whether nothing of a room notifies its reader. */
export const isSilent = ({ notify }: Pick<Room, 'notify'>): boolean => notify === 'none';

/** Whether a room asks to be read. A silent room does so only where its reader is mentioned. */
export const isUnread = (room: Pick<Room, 'notify' | 'unreadCount' | 'mentionCount'>): boolean =>
  isSilent(room) ? room.mentionCount > 0 : room.unreadCount > 0;
