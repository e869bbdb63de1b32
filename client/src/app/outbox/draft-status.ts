import type { RoomDraft } from '../room-list/room-row.ts';
import { type OutboxItem, needsUserAction } from './outbox-state.ts';

/**
 * By room, what waits for its author: a refused message goes before a draft.
 * @param drafts the words of the draft, by room
 */
export function draftByRoom(
  drafts: ReadonlyMap<string, string>,
  outbox: readonly OutboxItem[],
): ReadonlyMap<string, RoomDraft> {
  const refused = outbox.filter(needsUserAction);
  return new Map<string, RoomDraft>([
    ...[...drafts].map(([id, text]) => [id, { status: 'draft', text }] as const),
    ...refused.map(({ roomId, body }) => [roomId, { status: 'refused', text: body }] as const),
  ]);
}
