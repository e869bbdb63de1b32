import type { UnreadRoom } from '@api/notifications/catch-up/catch-up.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { isSilent } from '../rooms/room-attention.ts';

/** A room on the page of what is unread. */
export interface UnreadCard extends Omit<UnreadRoom, 'roomId'> {
  readonly room: Room;
}

/** The cards of what was loaded: rooms that were read since, here or on another device, or left, have none. */
export const cardsOf = (
  items: readonly UnreadRoom[],
  roomOf: (roomId: string) => Room | undefined,
): readonly UnreadCard[] =>
  items.flatMap(({ roomId, messages, more }) => {
    const room = roomOf(roomId);
    return room && room.unreadCount > 0 ? [{ room, messages, more }] : [];
  });

/** Whether there is something unread in a room that was not loaded. */
export const hasOtherUnread = (items: readonly UnreadRoom[], rooms: readonly Room[]): boolean => {
  const loaded = new Set(items.map(({ roomId }) => roomId));
  return rooms.some((room) => room.unreadCount > 0 && !isSilent(room) && !loaded.has(room.id));
};

/** The card that takes the focus after another one has gone: the next, else the one before. */
export function neighbourOf(ids: readonly string[], id: string): string | undefined {
  const index = ids.indexOf(id);
  return ids[index + 1] ?? ids[index - 1];
}

/** The index of the card that a key moves to. */
export function cardAfterKey(key: string, here: number, count: number): number | undefined {
  if (key === 'j' || key === 'ArrowDown') return Math.min(here + 1, count - 1);
  if (key === 'k' || key === 'ArrowUp') return Math.max(here - 1, 0);
  return undefined;
}
