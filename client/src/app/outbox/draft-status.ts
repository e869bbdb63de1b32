import type { RoomDraftStatus } from '../room-list/room-row.ts';
import { type OutboxItem, needsUserAction } from './outbox-state.ts';

/** By room, what waits for its author: a refused message goes before a draft. */
export function draftStatusByRoom(
  drafts: Iterable<string>,
  outbox: readonly OutboxItem[],
): ReadonlyMap<string, RoomDraftStatus> {
  const refused = outbox.filter(needsUserAction).map(({ roomId }) => roomId);
  return new Map([
    ...[...drafts].map((id) => [id, 'draft'] as const),
    ...refused.map((id) => [id, 'refused'] as const),
  ]);
}
