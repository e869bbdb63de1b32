import type { Message, Thread } from '@api/timeline/message.dto.ts';
import { describe, expect, it } from 'vitest';
import { ada, bob, text } from '../testing/samples.ts';
import { withReplies } from '../rooms/thread-summary.ts';
import {
  withMessage,
  newestCopy,
  replyCountOf,
  threadFromRoom,
  threadFromPage,
  withOlderReplies,
} from './thread-state.ts';

const root = text(1, { author: bob });
const reply = (seq: number, change: Partial<Message> = {}) => text(seq, { threadId: root.id, ...change });
const page = (items: Message[], change: Partial<Thread> = {}): Thread => ({
  root,
  items,
  hasBefore: false,
  following: false,
  hasAfter: false,
  unreadFrom: null,
  ...change,
});
const seqs = ({ replies }: { replies: readonly Message[] }) => replies.map(({ seq }) => seq);

describe('an open thread', () => {
  const held = threadFromPage(root.id, page([reply(3), reply(5)]));

  it('has the id of its first message, whichever message it was opened by', () => {
    expect(threadFromPage('m5', page([reply(3), reply(5)])).id).toBe(root.id);
    expect(threadFromPage('m5', page([reply(3)], { root: null })).id).toBe(root.id);
    expect(threadFromPage('m1', page([], { root: null })).id).toBe('m1');
  });

  it('takes replies in order, once, and none of other threads', () => {
    const window = [reply(8), reply(7), reply(8), text(9), reply(10, { threadId: 'm2' })].reduce(withMessage, held);
    expect(seqs(window)).toEqual([3, 5, 7, 8]);
    expect(replyCountOf(window)).toBe(4);
  });

  it('follows edits, deletions and quotes', () => {
    const quoting = reply(6, {
      replyTo: { id: 'm5', seq: 5, author: ada, excerpt: 'message 5', attachmentKind: null },
    });
    const edited = withMessage(withMessage(held, quoting), reply(5, { revision: 7, body: 'other words' }));
    expect(edited.replies.map(({ body }) => body)).toEqual(['message 3', 'other words', 'message 6']);
    expect(edited.replies[2]?.replyTo?.excerpt).toBe('other words');
    const deleted = withMessage(edited, reply(3, { revision: 8, body: '', deletedAt: '2026-11-20T11:00:00.000Z' }));
    expect(replyCountOf(deleted)).toBe(2);
    expect(withMessage(deleted, text(1, { revision: 9, body: 'new' })).root?.body).toBe('new');
  });

  it('joins an older page to the top, unless it has moved on', () => {
    const newestPage = threadFromPage(root.id, page([reply(8), reply(9)], { hasBefore: true }));
    const older = page([reply(4), reply(6)]);
    expect(withOlderReplies(newestPage, older, 8)).toMatchObject({ hasBefore: false });
    expect(seqs(withOlderReplies(newestPage, older, 8))).toEqual([4, 6, 8, 9]);
    expect(withOlderReplies(newestPage, older, 9)).toBe(newestPage);
  });

  it('leaves out replies of a page that is not loaded', () => {
    const newestPage = threadFromPage(root.id, page([reply(8)], { hasBefore: true }));
    expect(seqs(withMessage(newestPage, reply(4, { revision: 9 })))).toEqual([8]);
    expect(withMessage(newestPage, reply(9)).root?.thread?.replyCount).toBe(1);
  });

  it('is complete where its first message is loaded and the newest is reached', () => {
    const room = { messages: [root, reply(2), text(3)], hasAfter: false };
    expect(threadFromRoom(room, 'm2')).toEqual({ id: root.id, root, replies: [reply(2)], hasBefore: false });
    expect(threadFromRoom(room, root.id)).toEqual(threadFromRoom(room, 'm2'));
    expect(threadFromRoom({ ...room, hasAfter: true }, 'm2')).toBeNull();
    expect(threadFromRoom({ ...room, messages: [reply(2)] }, 'm2')).toBeNull();
    const withQuiet = withReplies(root, [reply(2), reply(4, { inRoom: false })]);
    expect(threadFromRoom({ ...room, messages: [withQuiet, reply(2), text(3)] }, 'm2')).toBeNull();
  });
});

describe('the summary of a thread', () => {
  const summaryOf = (message: Message) => message.thread;
  const withTwo = withReplies(root, [reply(2), reply(4, { author: bob })]);

  it('counts sent and deleted replies', () => {
    expect(summaryOf(withTwo)).toMatchObject({ replyCount: 2, lastSeq: 4, revision: 4 });
    expect(summaryOf(withTwo)?.authors.map(({ id }) => id)).toEqual(['bob', 'ada']);
    const tombstone = reply(2, { revision: 9, deletedAt: 'then' });
    expect(summaryOf(withReplies(withTwo, [tombstone]))).toMatchObject({ replyCount: 1, lastSeq: 4, revision: 9 });
  });

  it('counts everything once, however often it comes', () => {
    expect(withReplies(withTwo, [reply(2), reply(4)])).toBe(withTwo);
    const tombstone = reply(4, { revision: 9, deletedAt: 'then' });
    const once = withReplies(withTwo, [tombstone]);
    expect(withReplies(once, [tombstone])).toBe(once);
  });

  it('does not take away what was never counted', () => {
    const tombstone = reply(6, { revision: 9, deletedAt: 'then' });
    expect(summaryOf(withReplies(withTwo, [tombstone]))).toMatchObject({ replyCount: 2, lastSeq: 6 });
  });

  it('counts all missed replies, in whatever order changes return them', () => {
    const missed = [reply(7, { revision: 7 }), reply(6, { revision: 8, body: 'edited' })];
    expect(summaryOf(withReplies(withTwo, missed))).toMatchObject({ replyCount: 4, lastSeq: 7, revision: 8 });
  });

  it('is the newer of two copies, whichever has the newer text', () => {
    const edited = text(1, { revision: 3, body: 'new', thread: null });
    expect(newestCopy(withTwo, edited)).toMatchObject({ body: 'new', thread: { replyCount: 2 } });
    expect(newestCopy(edited, withTwo)).toMatchObject({ body: 'new', thread: { replyCount: 2 } });
    expect(newestCopy(withTwo, undefined)).toBe(withTwo);
  });

  it('is resolved or open as the newer copy of the message says, whatever came in between', () => {
    const resolution = { resolvedAt: '2026-11-20T11:00:00.000Z', resolvedBy: bob };
    const withThree = withReplies(withTwo, [reply(7)]);
    const resolved = { ...withTwo, revision: 6, thread: withTwo.thread && { ...withTwo.thread, ...resolution } };
    for (const both of [newestCopy(withThree, resolved), newestCopy(resolved, withThree)])
      expect(summaryOf(both)).toMatchObject({ ...resolution, replyCount: 3 });
    expect(summaryOf(withReplies(resolved, [reply(7)]))).toMatchObject({ ...resolution, replyCount: 3 });
    const open = { ...withTwo, revision: 8 };
    expect(summaryOf(newestCopy(resolved, open))?.resolvedAt).toBeNull();
  });
});
