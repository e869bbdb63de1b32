import { standsInRoom } from '@api/shared/message-place.ts';
import type { TimelineRow } from './timeline-rows.ts';

/**
 * The rows with a read receipt: the last own message, and the last one before it that others have read.
 * @param readBy how many others have read up to a seq; null where the server does not share it
 */
export function rowsWithReceipt(
  rows: readonly TimelineRow[],
  meId: string,
  readBy: (seq: number) => number | null,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { key, message } of rows.toReversed()) {
    if (message?.kind !== 'text' || message.author?.id !== meId || message.deletedAt) continue;
    // By read marks of the room: who has read a reply that stays in its thread they do not tell.
    if (!standsInRoom(message)) continue;
    const isRead = (readBy(message.seq) ?? 0) > 0;
    if (found.size === 0 || isRead) found.add(key);
    if (isRead) break;
  }
  return found;
}
