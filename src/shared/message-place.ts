/** What of a message says where it is shown. */
interface Placed {
  id: string;
  seq: number;
  inRoom: boolean;
}

/** Whether a message stands in its room; messages of an older server, also in the offline cache, do not say it. */
export const standsInRoom = ({ inRoom }: Partial<Pick<Placed, 'inRoom'>>): boolean => inRoom !== false;

/** Whether a message will stand in its room: a reply in a thread only if it is sent to the room as well. */
export const goesToRoom = ({ threadId, alsoInRoom }: { threadId?: string; alsoInRoom?: boolean }): boolean =>
  threadId === undefined || alsoInRoom === true;

/** The query parameters of the address of a room at which a message is shown: in the room, or in its thread. */
export const placeOf = ({ id, seq, inRoom }: Placed): { at: number } | { thread: string } =>
  standsInRoom({ inRoom }) ? { at: seq } : { thread: id };

/** The address of a message within the client. */
export function messagePath(message: Placed & { roomId: string }): string {
  const [[name, value] = []] = Object.entries(placeOf(message));
  return `/rooms/${message.roomId}?${name}=${value}`;
}
