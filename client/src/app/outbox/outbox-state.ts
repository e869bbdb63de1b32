import { excerptOf } from '@api/shared/excerpt.ts';
import type { NewPoll } from '@api/messages/polls/polls.dto.ts';
import type { CommandError } from '@api/transport/transport.dto.ts';
import type { Attachment, Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import type { SentDraft } from '@api/drafts/drafts.dto.ts';
import { attachmentKindOf } from '../rooms/rooms-state.ts';

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 15_000;
const MAX_DOUBLINGS = 10;

/**
 * An own message that the server has not confirmed yet. Stored in IndexedDB until it has; its field names are on
 * people's devices.
 */
export interface OutboxItem {
  readonly clientId: string;
  readonly userId: string;
  readonly roomId: string;
  readonly body: string;
  readonly replyTo: ReplyExcerpt | null;
  /** The thread that it belongs to, by its first message. */
  readonly threadId?: string;
  /** Whether a reply in a thread stands in the room as well. */
  readonly alsoInRoom?: boolean;
  /** Uploaded already. Missing on items that an older client stored. */
  readonly attachments?: readonly Attachment[];
  /** A poll, whose question is the body. */
  readonly poll?: NewPoll;
  /** The draft that it was written as, which the server removes with its commit. */
  readonly draft?: SentDraft | undefined;
  readonly createdAt: string;
  /** Number of attempts without a definite answer. */
  readonly tries: number;
  /** Epoch milliseconds before which it is not sent. */
  readonly notBefore: number;
  /** The last attempt was rate-limited: the next attempt comes at `notBefore`. */
  readonly slowed?: boolean;
  /** It waits for the slow mode of its room. */
  readonly slowMode?: boolean;
  /** Set by a definite refusal: it waits until its author retries or discards it. */
  readonly refusal: Pick<CommandError, 'code' | 'message' | 'fields'> | null;
  /**
   * It was never handed to a connection, so its author may still withdraw it. Cleared on the disk before each attempt,
   * because from then on it may have reached the server. Set again only when slow mode has refused every attempt.
   */
  readonly unsent?: boolean;
  /** The server had acknowledged it and lost it in a failover of its database. */
  readonly resent?: boolean;
  /** Its author withdrew it: it is not sent, and is removed once its text is stored elsewhere. */
  readonly withdrawn?: boolean;
}

/** The outcome of an attempt: `null` means no answer at all (offline, timeout). */
export type SendResult = { ok: true; data: Message } | { ok: false; error: CommandError } | null;

/** The quote of a message that is answered, as it is shown until the server sends its own. */
export const quoteOf = (message: Message): ReplyExcerpt => ({
  id: message.id,
  seq: message.seq,
  author: message.author,
  excerpt: excerptOf(message.body),
  attachmentKind: attachmentKindOf(message),
  ...(message.mentions.length > 0 && { mentions: message.mentions }),
});

/** The quote that a message can be sent with: none of a deleted message, which has neither words nor files left. */
export const withoutDeleted = (quote: ReplyExcerpt | null): ReplyExcerpt | null =>
  quote && (quote.excerpt || quote.attachmentKind) ? quote : null;

/** Whether the server refused it because the message that it replies to is deleted: without the quote it can be sent. */
export const isQuoteGone = ({ replyTo, refusal }: Pick<OutboxItem, 'replyTo' | 'refusal'>): boolean =>
  replyTo !== null && (refusal?.code === 'message_not_found' || refusal?.code === 'message_deleted');

/** The item without the words of a quoted message that was deleted; the same item when it quotes another. */
export const withDeletedQuote = (item: OutboxItem, deletedId: string): OutboxItem =>
  item.replyTo?.id === deletedId ? { ...item, replyTo: { ...item.replyTo, excerpt: '', attachmentKind: null } } : item;

/** Whether it stays until its author retries or discards it. */
export const needsUserAction = ({ refusal, withdrawn = false }: OutboxItem): boolean => refusal !== null || withdrawn;

/** The item as it is stored before its first attempt; null when it must not be sent. */
export const markedAsSending = (item: OutboxItem): OutboxItem | null =>
  needsUserAction(item) ? null : item.unsent ? { ...item, unsent: false } : item;

/** The item as its author withdrew it; null when it may have been sent. */
export const withdrawn = (item: OutboxItem): OutboxItem | null =>
  needsUserAction(item) ? item : item.unsent ? { ...item, unsent: false, withdrawn: true } : null;

/**
 * The next item of each room: in order, skipping those that need the author, and none while an item of the room is in
 * flight.
 */
export function dueItems(items: readonly OutboxItem[], inFlight: ReadonlySet<string>, now: number): OutboxItem[] {
  return heads(items).filter((item) => !inFlight.has(item.roomId) && item.notBefore <= now);
}

/** Epoch milliseconds of the next attempt, or null if no item waits for a time. */
export function nextAttemptAt(items: readonly OutboxItem[], now: number): number | null {
  const times = heads(items)
    .map((item) => item.notBefore)
    .filter((time) => time > now);
  return times.length > 0 ? Math.min(...times) : null;
}

/**
 * All items, from a read of the disk that may be outdated: items that are still being written count as they are in
 * memory, items that were settled meanwhile do not come back.
 */
export function mergedWithUnsaved(
  onDisk: readonly OutboxItem[],
  unsaved: ReadonlyMap<string, OutboxItem>,
  gone: ReadonlySet<string>,
): OutboxItem[] {
  const saved = onDisk.filter(({ clientId }) => !unsaved.has(clientId));
  return inOrder([...saved, ...unsaved.values()].filter(({ clientId }) => !gone.has(clientId)));
}

/** The item after an attempt: null when it is done, else as it waits now. */
export function afterAttempt(item: OutboxItem, result: SendResult, now: number, random: number): OutboxItem | null {
  if (result?.ok) return null;
  if (result && isDefinite(result.error)) {
    const { code, message, fields } = result.error;
    return { ...item, refusal: { code, message, ...(fields && { fields }) } };
  }
  const retryAfterMs = (result?.error.retryAfter ?? 0) * 1000;
  const slowed = result?.error.status === 429;
  const slowMode = result?.error.code === 'slow_mode';
  return {
    ...item,
    tries: slowMode ? item.tries : item.tries + 1,
    slowed,
    slowMode,
    ...(slowMode && item.tries === 0 && { unsent: true }),
    notBefore: now + Math.max(retryAfterMs, backoff(item.tries, random)),
  };
}

/** The item as it is sent again at its author's request; a reply to a deleted message goes without its quote. */
export function retried(item: OutboxItem): OutboxItem {
  const replyTo = isQuoteGone(item) ? null : item.replyTo;
  return { ...item, replyTo, refusal: null, withdrawn: false, slowed: false, slowMode: false, tries: 0, notBefore: 0 };
}

/** A refusal that a repeat cannot change: any 4xx but 401, 408 and 429. */
export function isDefinite(error: Pick<CommandError, 'status' | 'retryable'>): boolean {
  return !error.retryable && error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);
}

/** Milliseconds: 0.5 s doubling up to 15 s, of which a random half is added, so that many clients spread out. */
export function backoff(tries: number, random: number): number {
  const most = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(tries, MAX_DOUBLINGS));
  return Math.round(most / 2 + (most / 2) * random);
}

function heads(items: readonly OutboxItem[]): OutboxItem[] {
  const byRoom = new Map<string, OutboxItem>();
  for (const item of inOrder(items))
    if (!needsUserAction(item) && !byRoom.has(item.roomId)) byRoom.set(item.roomId, item);
  return [...byRoom.values()];
}

export function inOrder(items: readonly OutboxItem[]): OutboxItem[] {
  return items.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.clientId.localeCompare(b.clientId));
}
