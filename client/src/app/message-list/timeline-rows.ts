import type { Message, ReplyExcerpt, ThreadSummary } from '@api/timeline/message.dto.ts';
import type { OutboxItem } from '../outbox/outbox-state.ts';

/** A row of the message list: a message, or an own message that the server has not confirmed. */
export interface TimelineRow {
  readonly key: string;
  readonly message: Message | null;
  readonly waiting: OutboxItem | null;
  /** Whether it follows a message of the same author closely: picture and name are left out. */
  readonly grouped: boolean;
  /** The day that begins with this row, for the separator above it. */
  readonly day: string | null;
  /** Whether it is the first unread message; a line above it marks it. */
  readonly firstUnread: boolean;
  /** The message it replies to; null in a thread for replies to the root. */
  readonly quote: ReplyExcerpt | null;
  /** The thread that it begins; null in the thread itself. */
  readonly thread: ThreadSummary | null;
  /** Whether its thread has new replies of others. */
  readonly hasNewReplies: boolean;
  /** On the root of the open thread: the number of replies below. */
  readonly replyCount: number | null;
  /** Consecutive joins or leaves that share a row, the oldest first. Empty on all other rows. */
  readonly groupedNotices: readonly Message[];
}

export interface Timeline {
  readonly messages: readonly Message[];
  readonly waiting: readonly OutboxItem[];
  /**
   * While there are older messages, the oldest loaded message is only context: rows never change when a page is added
   * above.
   */
  readonly hasBefore: boolean;
  readonly unreadAfterSeq: number | null;
  /** The last seen seq of each thread, by the id of its root. */
  readonly seenThreads?: ReadonlyMap<string, number>;
  /** Whether the server has unread replies in a thread that the reader follows. */
  readonly isThreadUnread?: (id: string) => boolean;
  readonly meId: string;
  /** Set for a thread. */
  readonly thread?: { readonly id: string; readonly replyCount: number };
  /** Whether joins and leaves are left out. */
  readonly hideNotices?: boolean;
  /** The local calendar day of a time. */
  readonly dayOf: (time: string) => string;
}

const GROUP_MINUTES = 5;
const JOIN_AND_LEAVE: readonly unknown[] = ['member_joined', 'member_left'];
const isJoinOrLeave = ({ system }: Message) => JOIN_AND_LEAVE.includes(system?.event);
const isSameEvent = (groupedNotices: Message | undefined, { system }: Message) =>
  groupedNotices?.system?.event === (system?.event ?? null);

export function timelineRows(timeline: Timeline): TimelineRow[] {
  const { messages, hasBefore, dayOf, thread } = timeline;
  const rows: TimelineRow[] = [];
  const unread = firstUnread(timeline);
  let previous = hasBefore ? messages[0] : undefined;
  let today = previous && dayOf(previous.createdAt);
  let groupedNotices: Message[] = [];
  for (const message of hasBefore ? messages.slice(1) : messages) {
    if (timeline.hideNotices && isJoinOrLeave(message)) continue;
    const day = dayOf(message.createdAt);
    const newDay = day !== today;
    const begins = newDay || message === unread || previous?.id === thread?.id;
    const quote = quoteIn(timeline, message.replyTo);
    // The newest notice gives the row its key, so that it stays the same row when older notices join.
    const before = !newDay && isSameEvent(groupedNotices.at(-1), message) ? rows.pop() : undefined;
    if (before) groupedNotices.push(message);
    else groupedNotices = isJoinOrLeave(message) ? [message] : [];
    rows.push({
      key: keyOf(message.author?.id, message.clientId) ?? message.id,
      message,
      waiting: null,
      grouped: !begins && !quote && previous !== undefined && isSameGroup(previous, message),
      day: newDay ? message.createdAt : (before?.day ?? null),
      firstUnread: message === unread,
      quote,
      thread: thread ? null : (message.thread ?? null),
      hasNewReplies: !thread && hasNewReplies(message, timeline),
      replyCount: message.id === thread?.id ? thread.replyCount : null,
      groupedNotices,
    });
    previous = message;
    today = day;
  }
  return [...rows, ...waitingRows(timeline, previous)];
}

/**
 * The rows, with unchanged rows reused, so that only changed rows are drawn again. A row is looked up where it stands
 * after rows joined above or below; a row that is not found there counts as new.
 */
export function withReusedRows(before: readonly TimelineRow[], now: readonly TimelineRow[]): TimelineRow[] {
  const joined = Math.max(
    0,
    now.findIndex((row) => row.key === before[0]?.key),
  );
  return now.map((row, index) => {
    const held = before[index - joined];
    return held && isSame(held, row) ? held : row;
  });
}

const isSame = (a: TimelineRow, b: TimelineRow): boolean =>
  a.key === b.key &&
  a.message === b.message &&
  a.waiting === b.waiting &&
  a.grouped === b.grouped &&
  a.day === b.day &&
  a.firstUnread === b.firstUnread &&
  a.hasNewReplies === b.hasNewReplies &&
  a.replyCount === b.replyCount &&
  a.groupedNotices.length === b.groupedNotices.length;

function waitingRows(timeline: Timeline, last: Message | undefined): TimelineRow[] {
  const { messages, waiting, meId, dayOf } = timeline;
  const arrived = new Set(messages.filter((each) => each.author?.id === meId).map((each) => each.clientId));
  let previous: { createdAt: string; mine: boolean } | undefined = last && {
    createdAt: last.createdAt,
    mine: last.kind === 'text' && last.author?.id === meId && last.id !== timeline.thread?.id,
  };
  return waiting
    .filter((item) => !arrived.has(item.clientId))
    .map((item) => {
      const newDay = !previous || dayOf(previous.createdAt) !== dayOf(item.createdAt);
      const quote = quoteIn(timeline, item.replyTo);
      const grouped =
        !newDay && previous?.mine === true && !quote && isWithinGroupTime(previous.createdAt, item.createdAt);
      previous = { createdAt: item.createdAt, mine: true };
      return {
        key: keyOf(meId, item.clientId) ?? item.clientId,
        message: null,
        waiting: item,
        grouped,
        day: newDay ? item.createdAt : null,
        firstUnread: false,
        quote,
        thread: null,
        hasNewReplies: false,
        replyCount: null,
        groupedNotices: [],
      };
    });
}

/** The same for a waiting message and its confirmed copy, so that the row on the screen is reused. */
function keyOf(authorId: string | undefined, clientId: string | null): string | null {
  return authorId && clientId ? `${authorId}:${clientId}` : null;
}

/** In a thread, replies to its root show no quote. */
const quoteIn = ({ thread }: Timeline, replyTo: ReplyExcerpt | null): ReplyExcerpt | null =>
  replyTo?.id === thread?.id ? null : replyTo;

/** Whether another member has replied in the thread of a message since the reader saw the room, or the thread. */
export function hasNewReplies(
  { id, thread }: Message,
  {
    unreadAfterSeq,
    seenThreads,
    isThreadUnread,
    meId,
  }: Pick<Timeline, 'unreadAfterSeq' | 'seenThreads' | 'isThreadUnread' | 'meId'>,
): boolean {
  if (!thread?.replyCount || thread.authors[0]?.id === meId) return false;
  const seenSeq = seenThreads?.get(id) ?? 0;
  if (isThreadUnread?.(id)) return thread.lastSeq > seenSeq;
  return unreadAfterSeq !== null && thread.lastSeq > Math.max(unreadAfterSeq, seenSeq);
}

/** The message below the unread line; none when the whole thread is new. */
function firstUnread({ messages, unreadAfterSeq, meId, thread }: Timeline): Message | undefined {
  if (unreadAfterSeq === null) return undefined;
  const unread = messages.find(
    ({ seq, kind, author, deletedAt }) => seq > unreadAfterSeq && kind === 'text' && !deletedAt && author?.id !== meId,
  );
  return unread?.id === thread?.id ? undefined : unread;
}

function isSameGroup(previous: Message, message: Message): boolean {
  return (
    previous.kind === 'text' &&
    message.kind === 'text' &&
    previous.author?.id === message.author?.id &&
    // A bot speaks for several programs.
    previous.as?.name === message.as?.name &&
    previous.via === message.via &&
    isWithinGroupTime(previous.createdAt, message.createdAt)
  );
}

const isWithinGroupTime = (earlier: string, later: string) =>
  Date.parse(later) - Date.parse(earlier) < GROUP_MINUTES * 60_000;
