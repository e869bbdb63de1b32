import type { Message } from '@api/timeline/message.dto.ts';
import type { OutboxItem } from './outbox-state.ts';

const HOUR_MS = 3_600_000;
const MAX_AGE_MS = 24 * HOUR_MS;
/** A standby that is further behind is repaired before it is promoted. */
const UNCONFIRMED_MS = 600_000;
const MAX_ITEMS = 500;
const MAX_CHARACTERS = 1_000_000;

/**
 * An own message that the server has acknowledged. Kept for a while, because a failover of the server's database may lose
 * it: then it is sent again.
 */
export interface SentItem extends OutboxItem {
  readonly messageId: string;
  readonly seq: number;
  /** Of the room when it was acknowledged, or when the server was last seen to have it. */
  readonly epoch: number;
  /** Milliseconds since 1970. */
  readonly acknowledgedAt: number;
}

export const sentItem = (
  item: OutboxItem,
  { id, seq }: Pick<Message, 'id' | 'seq'>,
  epoch: number,
  now: number,
): SentItem => ({
  ...item,
  messageId: id,
  seq,
  epoch,
  acknowledgedAt: now,
});

/**
 * Those that are still to be kept: for a day, and for ten minutes where the server's history is the one that acknowledged
 * them; the newest 500 and a million characters.
 * @param epochs the present ones, by the ids of rooms
 */
export function keptItems(items: readonly SentItem[], epochs: ReadonlyMap<string, number>, now: number): SentItem[] {
  let characters = 0;
  return items
    .filter(({ roomId, epoch, acknowledgedAt }) => {
      const age = now - acknowledgedAt;
      return age < (epochs.get(roomId) === epoch ? UNCONFIRMED_MS : MAX_AGE_MS);
    })
    .toSorted((a, b) => b.acknowledgedAt - a.acknowledgedAt)
    .slice(0, MAX_ITEMS)
    .filter(({ body }) => (characters += body.length) <= MAX_CHARACTERS);
}

/** Those that may be lost, of each room the newest first: where the server has one, it has all before it. */
export function doubtfulItems(items: readonly SentItem[], epochs: ReadonlyMap<string, number>): SentItem[][] {
  const doubtful = items.filter(({ roomId, epoch }) => epochs.has(roomId) && epochs.get(roomId) !== epoch);
  const byRoom = Map.groupBy(doubtful, ({ roomId }) => roomId);
  return [...byRoom.values()].map((ofRoom) => ofRoom.toSorted((a, b) => b.seq - a.seq));
}

/** A lost message as it is sent again: under its `clientId`, so that the server stores it once. */
export function resent({
  clientId,
  userId,
  roomId,
  body,
  replyTo,
  attachments = [],
  poll,
  threadId,
  alsoInRoom,
  createdAt,
}: SentItem): OutboxItem {
  const content = {
    roomId,
    body,
    replyTo,
    attachments,
    ...(poll && { poll }),
    ...(threadId && { threadId, alsoInRoom: alsoInRoom ?? false }),
  };
  return { clientId, userId, ...content, createdAt, tries: 0, notBefore: 0, refusal: null, resent: true };
}

/** What is kept of a message that its author has changed since; null when they have deleted it. */
export const afterChange = (
  item: SentItem,
  { body, deletedAt }: Pick<Message, 'body' | 'deletedAt'>,
): SentItem | null => (deletedAt ? null : { ...item, body });
