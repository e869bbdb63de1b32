import { excerptOf } from '@api/shared/excerpt.ts';
import type { CommandError } from '@api/transport/transport.dto.ts';
import type { Attachment, Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { attachmentKindOf } from '../rooms/rooms-state.ts';

/** A message of ours that the server has not confirmed yet. Kept in IndexedDB until it has. */
export interface OutboxItem {
  readonly clientId: string;
  readonly userId: string;
  readonly roomId: string;
  readonly body: string;
  readonly replyTo: ReplyExcerpt | null;
  /** Uploaded already. Missing on what was kept by a client that knew none. */
  readonly attachments?: readonly Attachment[];
  readonly createdAt: string;
  /** How often it went out without a definite answer. */
  readonly tries: number;
  /** Not before this time (epoch milliseconds). */
  readonly notBefore: number;
  /** The last try was answered by "slow down": it goes on at `notBefore`. */
  readonly slowed?: boolean;
  /** Set by a definite refusal: it waits for its owner. */
  readonly refusal: Pick<CommandError, 'code' | 'message'> | null;
  /**
   * It was never handed to a connection, so its owner may still have it back. Cleared on the disk before it goes out,
   * and never set again: what may have reached the server is not to be called unsent.
   */
  readonly unsent?: boolean;
  /** Its owner wants it back: it does not go out, and leaves once its words are safe elsewhere. */
  readonly withdrawn?: boolean;
}

/** What one try brought: `null` means no answer at all (offline, timeout). */
export type SendResult = { ok: true; data: Message } | { ok: false; error: CommandError } | null;

/** What a message answers, as it is shown until the server says it. */
export const quoteOf = (message: Message): ReplyExcerpt => ({
  id: message.id,
  seq: message.seq,
  author: message.author,
  excerpt: excerptOf(message.body),
  attachmentKind: attachmentKindOf(message),
});

/** Only its owner can say how it goes on. */
export const needsUserAction = ({ refusal, withdrawn = false }: OutboxItem): boolean => refusal !== null || withdrawn;

/** As it is on the disk from before it goes out; null when it must not. */
export const markedAsSending = (item: OutboxItem): OutboxItem | null =>
  needsUserAction(item) ? null : item.unsent ? { ...item, unsent: false } : item;

/** As its owner has it back; null when it may have gone out. */
export const withdrawn = (item: OutboxItem): OutboxItem | null =>
  needsUserAction(item) ? item : item.unsent ? { ...item, unsent: false, withdrawn: true } : null;

/** The next item of each room: in order, past those that wait for their owner, not while one is in flight. */
export function dueItems(items: readonly OutboxItem[], inFlight: ReadonlySet<string>, now: number): OutboxItem[] {
  return heads(items).filter((item) => !inFlight.has(item.roomId) && item.notBefore <= now);
}

/** When to look again, or null if nothing waits for a time. */
export function nextAttemptAt(items: readonly OutboxItem[], now: number): number | null {
  const times = heads(items)
    .map((item) => item.notBefore)
    .filter((time) => time > now);
  return times.length > 0 ? Math.min(...times) : null;
}

/**
 * What there is, from a look at the disk that may be a moment old: what is still being written counts as it is in
 * memory, what was settled meanwhile does not come back.
 */
export function mergedWithUnsaved(
  onDisk: readonly OutboxItem[],
  unsaved: ReadonlyMap<string, OutboxItem>,
  gone: ReadonlySet<string>,
): OutboxItem[] {
  const saved = onDisk.filter(({ clientId }) => !unsaved.has(clientId));
  return inOrder([...saved, ...unsaved.values()].filter(({ clientId }) => !gone.has(clientId)));
}

/** After a try: null when it is done, else the item as it waits now. */
export function afterAttempt(item: OutboxItem, result: SendResult, now: number, random: number): OutboxItem | null {
  if (result?.ok) return null;
  if (result && isDefinite(result.error)) {
    const { code, message } = result.error;
    return { ...item, refusal: { code, message } };
  }
  const asked = (result?.error.retryAfter ?? 0) * 1000;
  const slowed = result?.error.status === 429;
  return { ...item, tries: item.tries + 1, slowed, notBefore: now + Math.max(asked, backoff(item.tries, random)) };
}

/** Tried again because its owner asked for it. */
export function retried(item: OutboxItem): OutboxItem {
  return { ...item, refusal: null, withdrawn: false, slowed: false, tries: 0, notBefore: 0 };
}

/** A refusal that a repeat cannot change: any 4xx but "sign in again" and "slow down". */
export function isDefinite(error: Pick<CommandError, 'status' | 'retryable'>): boolean {
  return !error.retryable && error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);
}

/** 0.5 s doubling up to 15 s, of which a random half is waited: crowds spread out. */
export function backoff(tries: number, random: number): number {
  const most = Math.min(15_000, 500 * 2 ** Math.min(tries, 10));
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
