import type { Message, Thread, ThreadSummary } from '@api/timeline/message.dto.ts';
import { quoting } from '../rooms/rooms-state.ts';

/** A message and the newest of what answers it: all from the first one held on, none missing. */
export interface ThreadWindow {
  /** Of the message it begins with. */
  readonly id: string;
  /** That message; null for guests who came after it was said. */
  readonly root: Message | null;
  /** Seq ascending, with tombstones. */
  readonly replies: readonly Message[];
  readonly hasBefore: boolean;
}

/** How many faces a thread shows. */
const FACES = 3;
const NOTHING_YET: ThreadSummary = { replyCount: 0, lastSeq: 0, lastReplyAt: '', authors: [], revision: 0 };

/** The newest page. @param askedFor the id it was asked by: of any message of the thread */
export function threadFromPage(askedFor: string, { root, items, hasBefore }: Thread): ThreadWindow {
  return { id: root?.id ?? items[0]?.threadId ?? askedFor, root, replies: items, hasBefore };
}

/**
 * What a room holds of a thread: all of it, for whoever holds its first message and reaches the newest.
 * @returns null when the message it begins with is not held
 */
export function threadFromRoom(
  room: { readonly messages: readonly Message[]; readonly hasAfter: boolean },
  messageId: string,
): ThreadWindow | null {
  const id = room.messages.find((each) => each.id === messageId)?.threadId ?? messageId;
  const root = room.messages.find((each) => each.id === id);
  if (!root || room.hasAfter) return null;
  return { id, root, replies: room.messages.filter(({ threadId }) => threadId === id), hasBefore: false };
}

/** A page of older answers; ignored if the window has moved since it was asked for `before` a seq. */
export function withOlderReplies(window: ThreadWindow, page: Thread, before: number): ThreadWindow {
  if (window.replies[0]?.seq !== before) return window;
  return { ...window, replies: [...page.items, ...window.replies], hasBefore: page.hasBefore };
}

/** A message from any side, new or changed; those of other threads change nothing. */
export function withMessage(window: ThreadWindow, message: Message): ThreadWindow {
  const isReply = message.threadId === window.id;
  if (!isReply && message.id !== window.id) return window;
  const root = window.root && newestCopy(withReplies(window.root, [message]), message);
  const replies = window.replies.map((each) => quoting(newestCopy(each, message), message));
  return { ...window, root, replies: isReply ? placed(replies, message, window.hasBefore) : replies };
}

/** How many answers there are; what is held in full is counted itself. */
export const replyCountOf = ({ root, replies, hasBefore }: ThreadWindow): number =>
  hasBefore && root?.thread ? root.thread.replyCount : replies.filter(({ deletedAt }) => !deletedAt).length;

/**
 * The message that a thread begins with, after things were said or deleted in the thread; see `ThreadSummary`. Changes
 * name each message once, in its newest state: so all that were missed have to come together.
 */
export function withReplies(root: Message, messages: readonly Message[]): Message {
  const sum = root.thread ?? NOTHING_YET;
  const news = messages.filter(({ threadId, revision }) => threadId === root.id && revision > sum.revision);
  const said = news.filter(({ seq }) => seq > sum.lastSeq).toSorted((a, b) => a.seq - b.seq);
  const unsaid = news.filter(({ seq, deletedAt }) => seq <= sum.lastSeq && deletedAt).length;
  if (said.length + unsaid === 0) return root;
  const thread = said.reduce(withReply, sum);
  const revision = Math.max(...news.map((message) => message.revision));
  return { ...root, thread: { ...thread, replyCount: thread.replyCount - unsaid, revision } };
}

/** Of two copies of a message the newer one, with the newer sum of its thread: that changes without a revision of its own. */
export function newestCopy(held: Message, other: Message | undefined): Message {
  if (other?.id !== held.id) return held;
  const [shown, old] = other.revision > held.revision ? [other, held] : [held, other];
  const isNewer = (old.thread?.revision ?? 0) > (shown.thread?.revision ?? 0);
  return isNewer ? { ...shown, thread: old.thread } : shown;
}

function withReply(sum: ThreadSummary, { seq, author, createdAt, deletedAt }: Message): ThreadSummary {
  const others = sum.authors.filter(({ id }) => id !== author?.id);
  return {
    ...sum,
    replyCount: sum.replyCount + (deletedAt ? 0 : 1),
    lastSeq: seq,
    lastReplyAt: createdAt,
    authors: (author ? [author, ...others] : others).slice(0, FACES),
  };
}

function placed(replies: readonly Message[], message: Message, hasBefore: boolean): readonly Message[] {
  const isHeld = replies.some(({ id }) => id === message.id);
  const first = replies[0]?.seq;
  const isOlder = hasBefore && (first === undefined || message.seq < first);
  return isHeld || isOlder ? replies : [...replies, message].toSorted((a, b) => a.seq - b.seq);
}
