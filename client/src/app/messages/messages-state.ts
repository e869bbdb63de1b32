import type { HeldRoom } from '@api/sync/sync.dto.ts';
import type { Changes, History, Message } from '@api/timeline/message.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { quoting, withAuthor } from '../rooms/rooms-state.ts';
import { standsInRoom } from '@api/shared/message-place.ts';
import { withReplies } from '../rooms/thread-summary.ts';
import { newestCopy } from './thread-state.ts';

/**
 * A contiguous part of what stands in a room, and the revision up to which it is known to be complete. Stored by
 * `OfflineCache`.
 */
export interface RoomWindow {
  /** Sorted by seq; a missing seq is a reply that stays in its thread. */
  readonly messages: readonly Message[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  /**
   * Where nothing is after it: the seq up to which the window is complete, which may be that of a reply in a thread. Missing
   * on windows of older clients, which hold every seq.
   */
  readonly lastSeq?: number;
  /** Every change up to this revision has been applied. */
  readonly revision: number;
  readonly epoch: number;
  /** Changes that came before the changes they follow; they wait until the gap is filled. */
  readonly early: readonly Message[];
  /** The message of the last applied change; it may have left the window since. Missing on windows of older clients. */
  readonly witness?: Witness;
}

/** Proves up to which revision a window is of the server's history: no other history has this change at this revision. */
export type Witness = Pick<Message, 'id' | 'revision' | 'changeToken'>;

/** What `sync` and `changes` are told of a window. */
export type HeldState = Omit<HeldRoom, 'roomId'>;

export function heldState(window: RoomWindow): HeldState {
  const { revision, epoch, witness, messages } = window;
  const known = witness?.revision === revision ? witness : messages.find((message) => message.revision === revision);
  return {
    revision,
    epoch,
    ...(known && { witness: known.id }),
    ...(known && known.changeToken !== null && { witnessToken: known.changeToken }),
  };
}

/** A window before its first page: it already counts revisions, so nothing that arrives meanwhile is lost. */
export function emptyWindow(revision: number, epoch: number): RoomWindow {
  return { messages: [], hasBefore: true, hasAfter: true, revision, epoch, early: [] };
}

/** A page that replaces all messages of the window, for instance around a message that is jumped to. */
export function withPage(window: RoomWindow, page: History): RoomWindow {
  return {
    ...window,
    messages: newestCopies(window.messages, page.items),
    hasBefore: page.hasBefore,
    hasAfter: page.hasAfter,
    lastSeq: lastSeqOf(page),
  };
}

/** A page of older messages, joined to the top; ignored if the window has moved since it was asked for `before` a seq. */
export function withOlder(window: RoomWindow, page: History, before: number): RoomWindow {
  if (window.messages[0]?.seq !== before) return window;
  return { ...window, messages: [...page.items, ...window.messages], hasBefore: page.hasBefore };
}

/** A page of newer messages, joined to the bottom; ignored if the window has moved since it was asked for `after` a seq. */
export function withNewer(window: RoomWindow, page: History, after: number): RoomWindow {
  if (window.messages.at(-1)?.seq !== after) return window;
  const messages = [...window.messages, ...page.items];
  return { ...window, messages, hasAfter: page.hasAfter, lastSeq: lastSeqOf(page) };
}

/** An older server, which knows no replies that stay in threads, does not say it. */
const lastSeqOf = ({ items, lastSeq }: Pick<History, 'items'> & Partial<Pick<History, 'lastSeq'>>): number =>
  Math.max(lastSeq ?? 0, items.at(-1)?.seq ?? 0);

/** The same from an earlier revision on, of which the witness is not known any more. */
export const heldSince = (window: RoomWindow, since = window.revision): HeldState =>
  since === window.revision ? heldState(window) : { revision: since, epoch: window.epoch };

/**
 * A message from an event or an acknowledgement, new or changed. In revision order it is applied at once;
 * an early message waits in `early` until what is missing has come.
 */
export function apply(window: RoomWindow, message: Message): RoomWindow {
  if (message.revision <= window.revision) return withIncoming(window, [message]);
  if (message.revision > window.revision + 1) {
    const isKnown = window.early.some((other) => other.revision === message.revision);
    return isKnown ? window : { ...window, early: [...window.early, message] };
  }
  return withPendingApplied(withNext(window, message));
}

/** Applies all pages that `changes` answered, put together. The caller handles `reset` by loading anew. */
export function withChanges(
  window: RoomWindow,
  changes: Pick<Changes, 'items' | 'revision'> & { epoch?: number },
): RoomWindow {
  const revision = Math.max(window.revision, changes.revision);
  const newest = changes.items.find((message) => message.revision === revision);
  return withPendingApplied({
    ...withIncoming(window, changes.items),
    revision,
    ...(newest && { witness: witnessOf(newest) }),
    ...(changes.epoch !== undefined && { epoch: changes.epoch }),
  });
}

/** The window with a person's new name or picture. */
export function withPerson(window: RoomWindow, person: UserSummary): RoomWindow {
  return { ...window, messages: window.messages.map((message) => withAuthor(message, person)) };
}

/** Keeps only the newest `count` messages, for rooms that are no longer open. */
export function trimmed(window: RoomWindow, count: number): RoomWindow {
  if (window.hasAfter || window.messages.length <= count) return window;
  return { ...window, messages: window.messages.slice(-count), hasBefore: true };
}

function withPendingApplied(window: RoomWindow): RoomWindow {
  const early = window.early.filter((message) => message.revision > window.revision);
  const next = early.find((message) => message.revision === window.revision + 1);
  return next ? withPendingApplied(withNext({ ...window, early }, next)) : { ...window, early };
}

/** The change that follows the last applied one. */
function withNext(window: RoomWindow, message: Message): RoomWindow {
  return { ...withIncoming(window, [message]), revision: message.revision, witness: witnessOf(message) };
}

const witnessOf = ({ id, revision, changeToken }: Message): Witness => ({ id, revision, changeToken });

/**
 * Changes inside the window replace older copies; new messages extend it only where it reaches the newest message. Replies
 * that stay in their threads are counted, so that no message after them is taken for one after a hole.
 */
function withIncoming(window: RoomWindow, incoming: readonly Message[]): RoomWindow {
  const byId = new Map(incoming.map((message) => [message.id, message]));
  const messages = window.messages.map((held) => newestCopy(held, byId.get(held.id)));

  let hasAfter = window.hasAfter;
  let last = Math.max(window.lastSeq ?? 0, messages.at(-1)?.seq ?? 0);
  const arriving = incoming.toSorted((a, b) => a.seq - b.seq);
  for (const message of arriving) {
    if (hasAfter || message.seq <= last) continue;
    // An empty window has nothing that newer messages could be joined to: the first one begins it.
    if (messages.length > 0 && message.seq > last + 1) hasAfter = true;
    else if (standsInRoom(message)) messages.push(message);
    last = message.seq;
  }
  const updated = withThreads(withUpdatedQuotes(messages, byId, window.revision), incoming);
  return { ...window, messages: updated, hasAfter, lastSeq: last };
}

function newestCopies(held: readonly Message[], page: readonly Message[]): Message[] {
  const byId = new Map(held.map((message) => [message.id, message]));
  return page.map((message) => newestCopy(message, byId.get(message.id)));
}

/** Replies that were sent or deleted in a thread count in the summary at its first message. */
function withThreads(messages: Message[], incoming: readonly Message[]): Message[] {
  const replies = Map.groupBy(
    incoming.filter(({ threadId }) => threadId),
    ({ threadId }) => threadId,
  );
  if (replies.size === 0) return messages;
  return messages.map((message) => withReplies(message, replies.get(message.id) ?? []));
}

/** Quotes follow the message they quote, which may have been edited or deleted. Old copies of it are ignored. */
function withUpdatedQuotes(
  messages: readonly Message[],
  incoming: ReadonlyMap<string, Message>,
  revision: number,
): Message[] {
  const newest = new Map([...incoming].filter(([, message]) => message.revision > revision));
  for (const message of messages) if (incoming.has(message.id)) newest.set(message.id, message);
  return messages.map((message) => {
    const quoted = message.replyTo && newest.get(message.replyTo.id);
    return quoted ? quoting(message, quoted) : message;
  });
}
