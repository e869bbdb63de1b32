import { describe, expect, it } from 'vitest';
import { ada, bob, text } from '../testing/samples.ts';
import type { OutboxItem } from '../outbox/outbox-state.ts';
import { withReusedRows, type Timeline, timelineRows } from './timeline-rows.ts';

const timeline = (change: Partial<Timeline>) =>
  timelineRows({
    messages: [],
    waiting: [],
    hasBefore: false,
    unreadAfterSeq: null,
    meId: 'ada',
    dayOf: (time) => time.slice(0, 10),
    ...change,
  });
const sent: OutboxItem = {
  clientId: 'c1',
  userId: 'ada',
  roomId: 'room',
  body: 'on its way',
  replyTo: null,
  createdAt: text(3).createdAt,
  tries: 0,
  notBefore: 0,
  refusal: null,
};

describe('the rows of a room', () => {
  it('group messages of an author for five minutes', () => {
    const rows = timeline({
      messages: [text(1), text(2), text(9), text(10, { author: bob }), text(11, { author: bob })],
    });
    expect(rows.map(({ grouped }) => grouped)).toEqual([false, true, false, false, true]);
  });

  it('start a new group with a reply', () => {
    const replyTo = { id: 'm1', seq: 1, author: ada, excerpt: 'message 1', attachmentKind: null };
    const rows = timeline({ messages: [text(1), text(2, { replyTo }), text(3)] });
    expect(rows.map(({ grouped, quote }) => [grouped, quote?.id])).toEqual([
      [false, undefined],
      [false, 'm1'],
      [true, undefined],
    ]);
  });

  it('mark threads with replies since the last visit', () => {
    const sum = {
      replyCount: 1,
      lastSeq: 5,
      lastReplyAt: '',
      authors: [bob],
      revision: 5,
      resolvedAt: null,
      resolvedBy: null,
    };
    const marked = (thread: object, change: Partial<Timeline> = {}) =>
      timeline({ messages: [text(1, { thread: { ...sum, ...thread } })], unreadAfterSeq: 4, ...change })[0]
        ?.hasNewReplies;
    expect(marked({})).toBe(true);
    expect(marked({}, { unreadAfterSeq: 5 })).toBe(false);
    expect(marked({}, { unreadAfterSeq: null })).toBe(false);
    expect(marked({}, { seenThreads: new Map([['m1', 5]]) })).toBe(false);
    expect(marked({ lastSeq: 6 }, { seenThreads: new Map([['m1', 5]]) })).toBe(true);
    expect(marked({ authors: [ada, bob] })).toBe(false);
    expect(marked({ replyCount: 0 })).toBe(false);
    expect(marked({}, { thread: { id: 'm1', replyCount: 1 } })).toBe(false);
  });

  it('have no unread line in a thread that is entirely new', () => {
    const messages = [text(1, { author: bob }), text(2, { author: bob, threadId: 'm1' })];
    const lines = (unreadAfterSeq: number) =>
      timeline({ messages, unreadAfterSeq, thread: { id: 'm1', replyCount: 1 } }).map(({ firstUnread }) => firstUnread);
    expect(lines(0)).toEqual([false, false]);
    expect(lines(1)).toEqual([false, true]);
  });

  it('leave out in a thread the summary and the quotes of its first message', () => {
    const quote = (seq: number) => ({ id: `m${seq}`, seq, author: ada, excerpt: '', attachmentKind: null });
    const thread = {
      replyCount: 3,
      lastSeq: 4,
      lastReplyAt: '',
      authors: [],
      revision: 4,
      resolvedAt: null,
      resolvedBy: null,
    };
    const messages = [
      text(1, { thread }),
      text(2, { replyTo: quote(1), threadId: 'm1' }),
      text(3, { replyTo: quote(1), threadId: 'm1' }),
      text(4, { replyTo: quote(2), threadId: 'm1' }),
    ];
    const rows = timeline({
      messages,
      thread: { id: 'm1', replyCount: 3 },
      waiting: [{ ...sent, createdAt: text(4).createdAt, replyTo: quote(1) }],
    });
    expect(rows.map(({ grouped, quote, replyCount }) => [grouped, quote?.id ?? null, replyCount])).toEqual([
      [false, null, 3],
      [false, null, null],
      [true, null, null],
      [false, 'm2', null],
      [true, null, null],
    ]);
    expect(rows.every((row) => row.thread === null)).toBe(true);
    expect(timeline({ messages })[0]?.thread).toBe(thread);
  });

  it('group consecutive joins in a row, under the key of the last notice', () => {
    const came = (seq: number, userId: string, event: 'member_joined' | 'member_left' = 'member_joined') =>
      text(seq, { kind: 'system', author: null, system: { event, userId } });
    const messages = [text(1), came(2, 'bob'), came(3, 'cy'), came(4, 'bob', 'member_left'), text(5), came(6, 'dee')];
    const rows = timeline({ messages });
    const grouped = rows.map(({ key, groupedNotices }) => [key, groupedNotices.map(({ seq }) => seq)]);
    expect(grouped).toEqual([
      ['m1', []],
      ['m3', [2, 3]],
      ['m4', [4]],
      ['m5', []],
      ['m6', [6]],
    ]);
    const older = timeline({ messages: [came(0, 'al'), ...messages.slice(1)] });
    expect(older[0]).toMatchObject({ key: 'm3', day: came(0, 'al').createdAt });
    expect(withReusedRows(rows.slice(1), older)[0]?.groupedNotices).toHaveLength(3);
  });

  it('start a new row of notices with each day', () => {
    const came = (seq: number, createdAt: string) =>
      text(seq, { kind: 'system', author: null, createdAt, system: { event: 'member_joined', userId: 'bob' } });
    const rows = timeline({ messages: [came(1, '2026-11-20T23:59:00.000Z'), came(2, '2026-11-21T00:01:00.000Z')] });
    expect(rows.map(({ groupedNotices, day }) => [groupedNotices.length, day !== null])).toEqual([
      [1, true],
      [1, true],
    ]);
  });

  it('leave out joins and leaves where they are hidden, but no other notices', () => {
    const notice = (seq: number, event: 'member_joined' | 'topic_changed') =>
      text(seq, { kind: 'system', author: null, system: { event, userId: 'bob' } });
    const messages = [text(1), notice(2, 'member_joined'), text(3), notice(4, 'topic_changed')];
    const seqs = (hideNotices: boolean) => timeline({ messages, hideNotices }).map(({ message }) => message?.seq);
    expect(seqs(true)).toEqual([1, 3, 4]);
    expect(seqs(false)).toEqual([1, 2, 3, 4]);
  });

  it('do not group across notices and replies', () => {
    const notice = text(2, { kind: 'system', author: null });
    const reply = text(4, { replyTo: { id: 'm1', seq: 1, author: ada, excerpt: '', attachmentKind: null } });
    const rows = timeline({ messages: [text(1), notice, text(3), reply] });
    expect(rows.map(({ grouped }) => grouped)).toEqual([false, false, false, false]);
  });

  it('name each day once', () => {
    const next = text(2, { createdAt: '2026-11-21T00:01:00.000Z' });
    const rows = timeline({ messages: [text(1), next, text(3, { createdAt: next.createdAt })] });
    expect(rows.map(({ day }) => day)).toEqual([text(1).createdAt, next.createdAt, null]);
    expect(rows[1]?.grouped).toBe(false);
  });

  it('mark the first unread message of another member', () => {
    const messages = [text(1), text(2), text(3, { author: bob }), text(4, { author: bob })];
    expect(timeline({ messages, unreadAfterSeq: 1 }).map((row) => row.firstUnread)).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  it('do not mark a deleted message as the first unread message', () => {
    const messages = [text(1), text(2, { author: bob, deletedAt: text(2).createdAt }), text(3, { author: bob })];
    expect(timeline({ messages, unreadAfterSeq: 1 }).map((row) => row.firstUnread)).toEqual([false, false, true]);
  });

  it('do not change when an older page is added above', () => {
    const page = [text(5), text(6), text(7)];
    const before = timeline({ messages: page, hasBefore: true });
    const joined = timeline({ messages: [text(3), text(4), ...page], hasBefore: true });
    expect(joined.slice(-before.length)).toEqual(before);
  });

  it('end with pending messages, in the same row as their echo', () => {
    const waiting = timeline({ messages: [text(1)], waiting: [sent] });
    expect(waiting.map(({ key }) => key)).toEqual(['m1', 'ada:c1']);
    const arrived = timeline({ messages: [text(1), text(2, { clientId: 'c1' })], waiting: [sent] });
    expect(arrived.map(({ key }) => key)).toEqual(['m1', 'ada:c1']);
    expect(arrived[1]?.message?.seq).toBe(2);
  });
});

describe('unchanged rows', () => {
  const before = timeline({ messages: [text(1), text(2)], unreadAfterSeq: 1, meId: 'bob' });

  it('are the same objects', () => {
    const held = before.flatMap(({ message }) => message ?? []);
    const now = withReusedRows(before, timeline({ messages: [...held, text(3)], unreadAfterSeq: 1, meId: 'bob' }));
    expect(now.slice(0, 2).map((row, index) => row === before[index])).toEqual([true, true]);
    expect(now).toHaveLength(3);
  });

  it('are the same objects when a page is added above', () => {
    const older = timeline({ messages: [text(1), text(2)] });
    const held = older.flatMap(({ message }) => message ?? []);
    const now = withReusedRows(older, timeline({ messages: [text(-1), text(0), ...held] }));
    expect(now.slice(3).map((row) => older.indexOf(row))).toEqual([1]);
  });

  it('are new objects as soon as anything in them changes', () => {
    const [first] = before.flatMap(({ message }) => message ?? []);
    if (!first) throw new Error('There is a first one');
    const now = withReusedRows(before, timeline({ messages: [first, text(2, { body: 'mended' })], meId: 'bob' }));
    expect(now[0]).toBe(before[0]);
    expect(now[1]).toMatchObject({ firstUnread: false, message: { body: 'mended' } });
  });
});
