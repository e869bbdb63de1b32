import type { Message, Thread } from '@api/timeline/message.dto.ts';
import { quoting } from '../rooms/rooms-state.ts';
import { withReplies } from '../rooms/thread-summary.ts';

/** The first message of a thread and its newest replies, without gaps from the first loaded reply on. */
export interface ThreadWindow {
  /** The id of the message that the thread begins with. */
  readonly id: string;
  /** That message; null for guests who joined after it was sent. */
  readonly root: Message | null;
  /** Seq ascending, with tombstones. */
  readonly replies: readonly Message[];
  readonly hasBefore: boolean;
}

/** A window of the newest page. @param requestedId the id it was requested by: of any message of the thread */
export function threadFromPage(requestedId: string, { root, items, hasBefore }: Thread): ThreadWindow {
  return { id: root?.id ?? items[0]?.threadId ?? requestedId, root, replies: items, hasBefore };
}

/**
 * A thread from the loaded messages of its room: complete where they include its first message, reach the newest message
 * and hold all replies, none of which stays in the thread.
 * @returns null where they do not
 */
export function threadFromRoom(
  room: { readonly messages: readonly Message[]; readonly hasAfter: boolean },
  messageId: string,
): ThreadWindow | null {
  const id = room.messages.find((each) => each.id === messageId)?.threadId ?? messageId;
  const root = room.messages.find((each) => each.id === id);
  if (!root || room.hasAfter) return null;
  const window = { id, root, replies: room.messages.filter(({ threadId }) => threadId === id), hasBefore: false };
  return !root.thread || replyCountOf(window) === root.thread.replyCount ? window : null;
}

/** Adds a page of older replies; ignored if the window has moved since it was requested `before` a seq. */
export function withOlderReplies(window: ThreadWindow, page: Thread, before: number): ThreadWindow {
  if (window.replies[0]?.seq !== before) return window;
  return { ...window, replies: [...page.items, ...window.replies], hasBefore: page.hasBefore };
}

/** Applies a new or changed message; those of other threads change nothing. */
export function withMessage(window: ThreadWindow, message: Message): ThreadWindow {
  const isReply = message.threadId === window.id;
  if (!isReply && message.id !== window.id) return window;
  const root = window.root && newestCopy(withReplies(window.root, [message]), message);
  const replies = window.replies.map((each) => quoting(newestCopy(each, message), message));
  return { ...window, root, replies: isReply ? insertReply(replies, message, window.hasBefore) : replies };
}

/** The number of replies: counted where all are loaded, else from the summary. */
export const replyCountOf = ({ root, replies, hasBefore }: ThreadWindow): number =>
  hasBefore && root?.thread ? root.thread.replyCount : replies.filter(({ deletedAt }) => !deletedAt).length;

/**
 * The newer of two copies of a message, with the newer thread summary, which changes without a revision of its own; but
 * resolving a thread is a revision of the message.
 */
export function newestCopy(held: Message, other: Message | undefined): Message {
  if (other?.id !== held.id) return held;
  const [shown, old] = other.revision > held.revision ? [other, held] : [held, other];
  if (!old.thread || old.thread.revision <= (shown.thread?.revision ?? 0)) return shown;
  const { resolvedAt = null, resolvedBy = null } = shown.thread ?? {};
  return { ...shown, thread: { ...old.thread, resolvedAt, resolvedBy } };
}

function insertReply(replies: readonly Message[], message: Message, hasBefore: boolean): readonly Message[] {
  const isHeld = replies.some(({ id }) => id === message.id);
  const first = replies[0]?.seq;
  const isOlder = hasBefore && (first === undefined || message.seq < first);
  return isHeld || isOlder ? replies : [...replies, message].toSorted((a, b) => a.seq - b.seq);
}
