import { describe, expect, it } from 'vitest';
import {
  apply,
  heldState,
  withChanges,
  type RoomWindow,
  withPage,
  trimmed,
  emptyWindow,
  withNewer,
  withOlder,
  withPerson,
} from './messages-state.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { ada, history, picture, text } from '../testing/samples.ts';

const seqs = (window: RoomWindow) => window.messages.map(({ seq }) => seq);
/** A room whose messages 1–5 are loaded, each as it was sent. */
const held = () => withPage(emptyWindow(5, 1), history([1, 2, 3, 4, 5]));

describe('the window of a room', () => {
  it('appends what comes in order', () => {
    const window = apply(apply(held(), text(6)), text(7));
    expect(seqs(window)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(window.revision).toBe(7);
  });

  it('takes a repeat once', () => {
    expect(apply(apply(held(), text(6)), text(6))).toEqual(apply(held(), text(6)));
  });

  it('holds back an early change and applies it once the gap is filled', () => {
    const early = apply(apply(held(), text(8)), text(7));
    expect(seqs(early)).toEqual([1, 2, 3, 4, 5]);
    expect(early.early).toHaveLength(2);
    const filled = apply(early, text(6));
    expect(seqs(filled)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(filled).toMatchObject({ revision: 8, early: [] });
  });

  it('fills a gap from changes, in whatever order they name the messages', () => {
    const early = apply(held(), text(9));
    // 6 was edited after 7 had come: the newest state of each, by revision.
    const window = withChanges(early, {
      items: [text(7), text(8), text(6, { revision: 10, body: 'edited' })],
      revision: 10,
    });
    expect(seqs(window)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(window.messages[5]).toMatchObject({ body: 'edited' });
    expect(window).toMatchObject({ revision: 10, hasAfter: false, early: [] });
  });

  it('no longer reaches the end when a new message leaves a gap', () => {
    const window = withChanges(held(), { items: [text(8)], revision: 8 });
    expect(seqs(window)).toEqual([1, 2, 3, 4, 5]);
    expect(window.hasAfter).toBe(true);
  });

  describe('with replies that stay in their threads', () => {
    const quiet = (seq: number, change: Partial<Message> = {}) =>
      text(seq, { threadId: 'm2', inRoom: false, ...change });

    it('counts them, and does not show them', () => {
      const window = apply(apply(held(), quiet(6)), text(7));
      expect(seqs(window)).toEqual([1, 2, 3, 4, 5, 7]);
      expect(window).toMatchObject({ revision: 7, hasAfter: false, lastSeq: 7 });
      expect(window.messages[1]?.thread).toMatchObject({ replyCount: 1, lastSeq: 6 });
    });

    it('takes no seq of theirs for a hole', () => {
      const newest = withPage(emptyWindow(9, 1), history([4, 6], { hasBefore: true, lastSeq: 9 }));
      expect(seqs(apply(newest, text(10)))).toEqual([4, 6, 10]);
      const older = withOlder(newest, history([1, 3]), 4);
      expect(seqs(older)).toEqual([1, 3, 4, 6]);
      const middle = withPage(emptyWindow(9, 1), history([2], { hasBefore: true, hasAfter: true, lastSeq: 9 }));
      const joined = withNewer(middle, history([4, 6], { lastSeq: 9 }), 2);
      expect(seqs(apply(joined, text(10)))).toEqual([2, 4, 6, 10]);
    });

    it('finds a hole all the same', () => {
      const newest = withPage(emptyWindow(9, 1), history([4, 6], { hasBefore: true, lastSeq: 9 }));
      expect(withChanges(newest, { items: [text(11)], revision: 11 })).toMatchObject({ hasAfter: true });
      expect(withChanges(held(), { items: [quiet(7), text(8)], revision: 8 })).toMatchObject({ hasAfter: true });
    });

    it('takes every message of an older server for one in the room', () => {
      const { inRoom, ...old } = text(6);
      expect(inRoom).toBe(true);
      expect(seqs(apply(held(), old as Message))).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });

  it('replaces a message only by a newer state', () => {
    const edited = apply(held(), text(3, { revision: 6, body: 'new' }));
    expect(edited.messages[2]).toMatchObject({ body: 'new', revision: 6 });
    expect(apply(edited, text(3, { body: 'old' })).messages[2]).toMatchObject({ body: 'new' });
  });

  it('removes the text of a deleted message from quotes', () => {
    const quote = { id: 'm2', seq: 2, author: ada, excerpt: 'two', attachmentKind: null };
    const window = apply(
      apply(held(), text(6, { replyTo: quote })),
      text(2, { revision: 7, body: '', deletedAt: 'now' }),
    );
    expect(window.messages.at(-1)?.replyTo?.excerpt).toBe('');
  });

  it('lets quotes follow what they quote', () => {
    const quote = { id: 'm2', seq: 2, author: ada, excerpt: 'two', attachmentKind: null };
    const window = apply(apply(held(), text(6, { replyTo: quote })), text(2, { revision: 7, body: ' two\n edited ' }));
    expect(window.messages.at(-1)?.replyTo?.excerpt).toBe('two edited');
  });

  it('names the kind of attachment that is quoted where there is no text', () => {
    const quote = { id: 'm2', seq: 2, author: ada, excerpt: 'two', attachmentKind: null };
    const wordless = text(2, { revision: 7, body: '', attachments: [picture] });
    const window = apply(apply(held(), text(6, { replyTo: quote })), wordless);
    expect(window.messages.at(-1)?.replyTo).toMatchObject({ excerpt: '', attachmentKind: 'image' });
    const gone = apply(window, text(2, { revision: 8, body: '', deletedAt: 'now' }));
    expect(gone.messages.at(-1)?.replyTo).toMatchObject({ excerpt: '', attachmentKind: null });
  });

  it('ignores changes outside of it, but counts their revisions', () => {
    const middle = withPage(emptyWindow(50, 1), history([20, 21, 22], { hasBefore: true, hasAfter: true }));
    const window = apply(apply(middle, text(51)), text(3, { revision: 52 }));
    expect(seqs(window)).toEqual([20, 21, 22]);
    expect(window.revision).toBe(52);
  });

  it('counts changes that arrive before its first page, and shows the newer state', () => {
    const waiting = apply(emptyWindow(5, 1), text(2, { revision: 6, body: 'edited' }));
    expect(waiting).toMatchObject({ revision: 6, messages: [] });
  });

  it('does not let an older page undo what events have changed', () => {
    const edited = apply(held(), text(3, { revision: 6, body: 'new' }));
    expect(withPage(edited, history([1, 2, 3, 4, 5])).messages[2]).toMatchObject({ body: 'new' });
  });

  it('joins pages on both sides and refuses those that do not fit', () => {
    const middle = withPage(emptyWindow(9, 1), history([4, 5], { hasBefore: true, hasAfter: true }));
    expect(seqs(withOlder(middle, history([2, 3], { hasBefore: true }), 4))).toEqual([2, 3, 4, 5]);
    expect(withOlder(middle, history([1, 2]), 3)).toBe(middle);
    expect(seqs(withNewer(middle, history([6, 7]), 5))).toEqual([4, 5, 6, 7]);
    expect(withNewer(middle, history([7, 8]), 6)).toBe(middle);
    expect(withNewer(middle, history([]), 5).hasAfter).toBe(false);
  });

  it('keeps the newest when it is trimmed', () => {
    expect(trimmed(held(), 2)).toMatchObject({ hasBefore: true });
    expect(seqs(trimmed(held(), 2))).toEqual([4, 5]);
  });

  it('shows a new name everywhere', () => {
    const renamed = { ...ada, displayName: 'Ada L.', revision: 1 };
    const window = withPerson(
      apply(held(), text(6, { replyTo: { id: 'm1', seq: 1, author: ada, excerpt: '', attachmentKind: null } })),
      renamed,
    );
    expect(window.messages[0]?.author).toBe(renamed);
    expect(window.messages[5]?.replyTo?.author).toBe(renamed);
  });
});

describe('a message with a thread', () => {
  it('counts its replies as they come, and fewer when a reply is deleted', () => {
    const answered = [text(6, { threadId: 'm2' }), text(7, { threadId: 'm2' })].reduce(apply, held());
    expect(answered.messages[1]?.thread).toMatchObject({ replyCount: 2, lastSeq: 7 });
    const less = apply(answered, text(6, { threadId: 'm2', revision: 8, deletedAt: 'then' }));
    expect(less.messages[1]?.thread).toMatchObject({ replyCount: 1 });
  });

  it('counts replies that lie beyond the window', () => {
    const window = withPage(emptyWindow(9, 1), { ...history([1, 2, 3]), hasAfter: true });
    expect(apply(window, text(10, { threadId: 'm2' })).messages[1]?.thread?.replyCount).toBe(1);
  });
});

describe('what is held', () => {
  const empty = emptyWindow(0, 7);

  it('is proven by the last applied change', () => {
    const window = apply(apply(empty, text(1)), text(2, { changeToken: 9 }));
    expect(heldState(window)).toEqual({ revision: 2, epoch: 7, witness: text(2).id, witnessToken: 9 });
  });

  it('is proven by a message that has left the window', () => {
    const window = apply(apply(empty, text(1)), text(2));
    expect(heldState({ ...window, messages: [] }).witness).toBe(text(2).id);
  });

  it('is proven by a loaded page that has the change, and else by nothing', () => {
    const page = (...seqs: number[]) => history(seqs);
    expect(heldState(withPage(emptyWindow(2, 7), page(1, 2))).witness).toBe(text(2).id);
    expect(heldState(withPage(emptyWindow(3, 7), page(1, 2)))).toEqual({ revision: 3, epoch: 7 });
  });

  it('is of the epoch that the server has confirmed', () => {
    const window = withChanges(empty, { items: [text(1)], revision: 1, epoch: 8 });
    expect(heldState(window)).toEqual({ revision: 1, epoch: 8, witness: text(1).id });
  });
});
