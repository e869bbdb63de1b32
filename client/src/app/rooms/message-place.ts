import type { Message } from '@api/timeline/message.dto.ts';

/** Whether a message stands in its room; those of an older server, also in the offline cache, do not say it. */
export const standsInRoom = ({ inRoom }: Partial<Pick<Message, 'inRoom'>>): boolean => inRoom !== false;

/** The query parameters of the address of a room at which a message is shown: in the room, or in its thread. */
export const placeOf = ({
  id,
  seq,
  inRoom,
}: Pick<Message, 'id' | 'seq' | 'inRoom'>): { at: number } | { thread: string } =>
  standsInRoom({ inRoom }) ? { at: seq } : { thread: id };

/** The address of a message within the client. */
export function messagePath(message: Pick<Message, 'id' | 'roomId' | 'seq' | 'inRoom'>): string {
  const [[name, value] = []] = Object.entries(placeOf(message));
  return `/rooms/${message.roomId}?${name}=${value}`;
}
