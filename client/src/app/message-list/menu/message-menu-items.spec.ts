import type { Message } from '@api/timeline/message.dto.ts';
import { describe, expect, it } from 'vitest';
import { ada, bob, text } from '../../testing/samples.ts';
import { menuItemsFor } from './message-menu-items.ts';

const room = { kind: 'private', role: 'member' } as const;
const offered = (change: Parameters<typeof text>[1], more: object = {}) =>
  menuItemsFor(text(1, change), { id: 'ada', role: 'member', room, ...more }).map(({ action }) => action);
const always = ['reply', 'thread', 'save', 'remind', 'forward', 'select-more', 'copy', 'link', 'pin', 'unread'];
const ofOthers = [...always, 'why', 'report'];

describe('the menu of a message', () => {
  it('offers more for own messages', () => {
    expect(offered({ author: ada })).toEqual([...always, 'readers', 'edit', 'remove']);
    expect(offered({ author: bob })).toEqual(ofOthers);
  });

  it('offers no reply and no edit in an archived room', () => {
    expect(offered({ author: ada }, { room: { ...room, archived: true } })).toEqual([
      ...always.filter((action) => action !== 'reply' && action !== 'thread'),
      'readers',
      'remove',
    ]);
    expect(offered({ threadId: 'm0' }, { room: { ...room, archived: true } })).toContain('thread');
  });

  it('offers a muted member nothing but reading, and deleting their own words', () => {
    const muted = { room: { ...room, mutedUntil: new Date(Date.now() + 60_000).toISOString() } };
    const over = { room: { ...room, mutedUntil: new Date(Date.now() - 60_000).toISOString() } };
    const reading = ['save', 'remind', 'forward', 'select-more', 'copy', 'link', 'unread'];
    expect(offered({ author: bob }, muted)).toEqual([...reading, 'why', 'report']);
    expect(offered({ author: ada }, muted)).toEqual([...reading, 'readers', 'remove']);
    const moderator = { room: { ...muted.room, role: 'moderator' } };
    expect(offered({ author: bob }, moderator)).not.toContain('remove');
    expect(offered({ author: bob }, over)).toEqual(ofOthers);
  });

  it('offers to select text on a touch screen, where there is text', () => {
    const byTouch = true;
    expect(offered({ author: bob }, { byTouch })).toEqual(
      ofOthers.toSpliced(ofOthers.indexOf('copy') + 1, 0, 'select'),
    );
    expect(offered({ author: bob, body: '' }, { byTouch })).toEqual(ofOthers);
  });

  it('offers the edit history to the author and to moderators', () => {
    const editedAt = '2026-11-20T11:00:00.000Z';
    expect(offered({ author: ada, editedAt })).toContain('edits');
    expect(offered({ author: bob, editedAt })).toEqual(ofOthers);
    expect(offered({ author: bob, editedAt }, { room: { ...room, role: 'moderator' } })).toEqual([
      ...ofOthers,
      'edits',
      'remove',
    ]);
  });

  it('leads from the room to the thread, and from the thread to the room', () => {
    const inThread = offered({ author: bob }, { inThread: true });
    expect(inThread).toEqual(['reply', 'show', 'save', 'remind', 'forward', 'copy', 'link', 'pin', 'why', 'report']);
    const named = (change: Parameters<typeof text>[1]) =>
      menuItemsFor(text(1, change), { id: 'ada', role: 'member', room }).find(({ action }) => action === 'thread')
        ?.text;
    const thread = {
      replyCount: 1,
      lastSeq: 2,
      lastReplyAt: '',
      authors: [],
      revision: 2,
      resolvedAt: null,
      resolvedBy: null,
    };
    expect([
      named({}),
      named({ threadId: 'm0' }),
      named({ thread }),
      named({ thread: { ...thread, replyCount: 0 } }),
    ]).toEqual(['thread.start', 'thread.open', 'thread.open', 'thread.start']);
  });

  it('leads to the room only from a reply that stands in it', () => {
    const inThread = (change: Partial<Message>) =>
      menuItemsFor(text(1, change), { id: 'ada', role: 'member', room, inThread: true }).map(({ action }) => action);
    expect(inThread({ threadId: 'm0' })).toContain('show');
    expect(inThread({ threadId: 'm0', inRoom: false })).not.toContain('show');
  });

  it('replies in the room, in a thread or nowhere, as the room allows', () => {
    const announcing = { ...room, role: 'member', postBy: 'moderator', replyBy: 'member' } as const;
    const actions = (restricted: typeof announcing | object, inThread = false) =>
      menuItemsFor(text(1, { author: bob }), {
        id: 'ada',
        role: 'member',
        room: { ...announcing, ...restricted },
        inThread,
      }).map(({ action }) => action);
    expect(actions({})).not.toContain('reply');
    expect(actions({})).toContain('thread');
    expect(actions({}, true)).toContain('reply');
    expect(actions({ replyBy: 'owner' })).not.toContain('thread');
    expect(actions({ replyBy: 'owner' }, true)).not.toContain('reply');
  });

  it('follows a thread that is there, or stops, in the room', () => {
    const thread = {
      replyCount: 1,
      lastSeq: 2,
      lastReplyAt: '',
      authors: [],
      revision: 2,
      resolvedAt: null,
      resolvedBy: null,
    };
    const change = { author: bob, thread };
    expect(offered(change)).toEqual([...ofOthers.slice(0, 2), 'follow', ...ofOthers.slice(2)]);
    expect(offered(change, { follows: true })).toContain('unfollow');
    expect(offered(change, { inThread: true })).not.toContain('follow');
    expect(offered({ ...change, thread: { ...thread, replyCount: 0 } })).not.toContain('follow');
  });

  it('saves for later, or no longer', () => {
    expect(offered({ author: bob }, { saved: true })).toEqual(
      ofOthers.map((action) => (action === 'save' ? 'unsave' : action)),
    );
  });

  it('offers no edit of a forwarded message', () => {
    const forwarded = { author: bob, roomName: null, createdAt: '2026-11-20T10:00:00.000Z' };
    expect(offered({ author: ada, forwarded })).toEqual([...always, 'readers', 'remove']);
  });
});
