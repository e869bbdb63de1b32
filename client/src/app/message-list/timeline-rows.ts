import type { Message, ReplyExcerpt, ThreadSummary } from '@api/timeline/message.dto.ts';
import type { OutboxItem } from '../outbox/outbox-state.ts';

/** One line of the message list: a message, or one of ours that is still on its way. */
export interface TimelineRow {
  readonly key: string;
  readonly message: Message | null;
  readonly waiting: OutboxItem | null;
  /** Follows the same author closely: no picture and name again. */
  readonly grouped: boolean;
  /** The day that begins with this row, for the separator above it. */
  readonly day: string | null;
  /** The first message one has not read: the line above it says so. */
  readonly firstUnread: boolean;
  /** What it answers; null in a thread for what answers just the message that the thread begins with. */
  readonly quote: ReplyExcerpt | null;
  /** The thread it begins; null in the thread itself. */
  readonly thread: ThreadSummary | null;
  /** Somebody else has answered in it since one was here. */
  readonly hasNewReplies: boolean;
  /** On the message that the open thread begins with: how many answers stand below. */
  readonly replyCount: number | null;
  /** Who came, or who left, one after the other: said on one line, the oldest first. Empty on all other rows. */
  readonly groupedNotices: readonly Message[];
}

export interface Timeline {
  readonly messages: readonly Message[];
  readonly waiting: readonly OutboxItem[];
  /** While there are older messages, the oldest one held is only context: rows above never change when a page joins. */
  readonly hasBefore: boolean;
  readonly unreadAfterSeq: number | null;
  /** How far one has seen threads since, by the messages they begin with. */
  readonly seenThreads?: ReadonlyMap<string, number>;
  readonly meId: string;
  /** Set when it is a thread rather than a room. */
  readonly thread?: { readonly id: string; readonly replyCount: number };
  /** Who came and who left is not shown. */
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
    // The newest gives the row its key: older ones that join must not make it another row.
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
 * The same rows, where nothing has changed the very ones there were: only what has changed is drawn anew. Rows are
 * looked for where they must be when something joined above or below; one that is not found there is a new one.
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

/** The same for a message on its way and for its echo, so that the row on the screen stays the same one. */
function keyOf(authorId: string | undefined, clientId: string | null): string | null {
  return authorId && clientId ? `${authorId}:${clientId}` : null;
}

/** In a thread it goes without saying what everything answers. */
const quoteIn = ({ thread }: Timeline, replyTo: ReplyExcerpt | null): ReplyExcerpt | null =>
  replyTo?.id === thread?.id ? null : replyTo;

/** Whether somebody else has answered a message since one was in the room, or in its thread. */
export function hasNewReplies(
  { id, thread }: Message,
  { unreadAfterSeq, seenThreads, meId }: Pick<Timeline, 'unreadAfterSeq' | 'seenThreads' | 'meId'>,
): boolean {
  if (!thread?.replyCount || unreadAfterSeq === null || thread.authors[0]?.id === meId) return false;
  return thread.lastSeq > Math.max(unreadAfterSeq, seenThreads?.get(id) ?? 0);
}

/** A thread that is new as a whole needs no line. */
function firstUnread({ messages, unreadAfterSeq, meId, thread }: Timeline): Message | undefined {
  if (unreadAfterSeq === null) return undefined;
  const unread = messages.find(
    ({ seq, kind, author }) => seq > unreadAfterSeq && kind === 'text' && author?.id !== meId,
  );
  return unread?.id === thread?.id ? undefined : unread;
}

function isSameGroup(previous: Message, message: Message): boolean {
  return (
    previous.kind === 'text' &&
    message.kind === 'text' &&
    previous.author?.id === message.author?.id &&
    isWithinGroupTime(previous.createdAt, message.createdAt)
  );
}

const isWithinGroupTime = (earlier: string, later: string) =>
  Date.parse(later) - Date.parse(earlier) < GROUP_MINUTES * 60_000;
