import type { Message } from './message.dto.ts';

/** Which part of an order of messages: at most one of `before`, `after` and `around`, else the newest. */
export interface MessageRange {
  before?: number | undefined;
  after?: number | undefined;
  around?: number | undefined;
  /** Messages in the answer, at most. */
  limit: number;
}

/** Messages in the order of seq, as one reader may see them: those of a room or of a thread. */
export interface OrderedMessages {
  /** The newest `limit` with a seq below, seq ascending. */
  before(seq: number, limit: number): Promise<Message[]>;
  /** The oldest `limit` with a seq above, seq ascending. */
  after(seq: number, limit: number): Promise<Message[]>;
  /** Whether there is one with this seq or a lower one. */
  hasUpTo(seq: number): boolean | Promise<boolean>;
}

/** Messages of a range, and whether there are others on either side. */
export interface MessagesInRange {
  items: Message[];
  hasBefore: boolean;
  hasAfter: boolean;
}

/** Asks for one row too many, which tells whether there are more. */
export async function readRange(messages: OrderedMessages, range: MessageRange): Promise<MessagesInRange> {
  const { before, after, around, limit } = range;
  if (after !== undefined) {
    const items = await messages.after(after, limit + 1);
    return { items: items.slice(0, limit), hasBefore: await messages.hasUpTo(after), hasAfter: items.length > limit };
  }
  if (around !== undefined) return readAround(messages, around, limit);
  const items = await messages.before(before ?? Number.MAX_SAFE_INTEGER, limit + 1);
  // Messages from `before` on exist but were not requested; a `before` beyond the end is the only exception.
  const hasAfter = before !== undefined && (await messages.after(before - 1, 1)).length > 0;
  return { items: items.slice(-limit), hasBefore: items.length > limit, hasAfter };
}

async function readAround(messages: OrderedMessages, seq: number, limit: number): Promise<MessagesInRange> {
  const below = Math.floor(limit / 2);
  const before = await messages.before(seq, below + 1);
  const after = await messages.after(seq - 1, limit - below + 1);
  return {
    items: [...before.slice(Math.max(0, before.length - below)), ...after.slice(0, limit - below)],
    hasBefore: before.length > below,
    hasAfter: after.length > limit - below,
  };
}
