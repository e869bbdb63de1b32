import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { describe, expect, it } from 'vitest';
import { ada, bob, room, text } from '../testing/samples.ts';
import {
  apply,
  byLastActivity,
  noRooms,
  roomsWithKnownPeople,
  type RoomsState,
  type ServerEvent,
  startFrom,
} from './rooms-state.ts';

const me = 'ada';
const start = (change: Partial<Room> = {}) => startFrom(new Map(), [room(change)]);
const after = (events: ServerEvent[], state: RoomsState = start()) =>
  events.reduce((current, event) => apply(current, event, me), state).get('room');
const received = (seq: number, change: Partial<Message> = {}): ServerEvent => ({
  name: 'receive_message',
  payload: text(seq, { author: bob, ...change }),
});

describe('the state of the rooms', () => {
  it('counts messages of others, and mentions of the reader', () => {
    expect(after([received(4), received(5, { mentions: [me] }), received(6, { mentionsRoom: true })])).toMatchObject({
      lastSeq: 6,
      revision: 6,
      lastReadSeq: 3,
      unreadCount: 3,
      mentionCount: 2,
      lastMessage: { id: 'm6' },
    });
  });

  it("is read up to the reader's own message", () => {
    expect(after([received(4), received(5, { author: ada })])).toMatchObject({
      lastReadSeq: 5,
      unreadCount: 0,
      mentionCount: 0,
    });
  });

  it('goes past replies that stay in their threads', () => {
    const quiet = (seq: number, change: Partial<Message> = {}) =>
      received(seq, { threadId: 'm4', inRoom: false, mentions: [me], ...change });
    const state = after([received(4), quiet(5), quiet(6, { author: ada })]);
    expect(state).toMatchObject({ lastSeq: 6, revision: 6, lastReadSeq: 3, unreadCount: 1, mentionCount: 0 });
    expect(state?.lastMessage).toMatchObject({ id: 'm4', thread: { replyCount: 2, lastSeq: 6 } });
    const gone: ServerEvent = {
      name: 'message_changed',
      payload: text(5, { threadId: 'm4', inRoom: false, revision: 7, body: '', deletedAt: 'now' }),
    };
    expect(after([received(4), quiet(5), quiet(6), gone])?.lastMessage?.thread?.replyCount).toBe(1);
  });

  it('does not count notices', () => {
    const notice = received(4, { kind: 'system', author: null, system: { event: 'member_joined', userId: 'bob' } });
    expect(after([notice])).toMatchObject({ lastSeq: 4, unreadCount: 0, lastMessage: { id: 'm4' } });
  });

  it('applies repeated and late messages once', () => {
    expect(after([received(4), received(4), received(2)])).toEqual(after([received(4)]));
  });

  it('applies a batch as it applies its messages', () => {
    const batch: ServerEvent = {
      name: 'receive_messages',
      payload: [text(4, { author: bob }), text(5, { author: bob })],
    };
    expect(after([batch])).toEqual(after([received(4), received(5)]));
  });

  it('shows the newest state of the last message', () => {
    const changed = (revision: number, body: string): ServerEvent => ({
      name: 'message_changed',
      payload: text(3, { revision, body }),
    });
    expect(after([changed(5, 'newer'), changed(4, 'older')])).toMatchObject({
      revision: 5,
      lastMessage: { body: 'newer' },
    });
    const elsewhere: ServerEvent = { name: 'message_changed', payload: text(1, { revision: 6 }) };
    expect(after([elsewhere])).toMatchObject({ revision: 6, lastMessage: { id: 'm3' } });
  });

  it('adds, changes and removes rooms', () => {
    const renamed: ServerEvent = { name: 'room_updated', payload: room({ name: 'New name' }) };
    expect(after([renamed])?.name).toBe('New name');
    expect(after([{ name: 'room_left', payload: { roomId: 'room', reason: 'left' } }])).toBeUndefined();
    expect(after([{ name: 'room_joined', payload: room() }], new Map())).toEqual(room());
  });

  it('ignores updates that are older than its own state', () => {
    const renamed: ServerEvent = { name: 'room_updated', payload: room({ name: 'New name' }) };
    expect(after([received(4), renamed])).toMatchObject({ name: 'New name', lastSeq: 4, unreadCount: 1 });
    const synced = startFrom(startFrom(new Map(), [room({ revision: 9, lastSeq: 9, unreadCount: 4 })]), [room()]);
    expect(synced.get('room')).toMatchObject({ revision: 9, unreadCount: 4 });
  });

  it('starts anew after a restored backup', () => {
    const current = start({ revision: 9, lastSeq: 9 });
    expect(startFrom(current, [room({ epoch: 2 })]).get('room')).toEqual(room({ epoch: 2 }));
  });

  it('removes rooms that `sync` does not list', () => {
    expect(startFrom(start(), []).size).toBe(0);
  });

  it('follows member count, role and mute', () => {
    const member = { user: ada, role: 'owner' as const, joinedAt: '', mutedUntil: '9999', lastReadSeq: 0 };
    const event: ServerEvent = {
      name: 'member_changed',
      payload: { roomId: 'room', userId: me, member, memberCount: 7 },
    };
    expect(after([event])).toMatchObject({ memberCount: 7, role: 'owner', mutedUntil: '9999' });
  });

  it('moves the read mark back only on request', () => {
    const counts = { unreadCount: 2, mentionCount: 0, lastSeq: 3 };
    const back: ServerEvent = {
      name: 'read_changed',
      payload: { roomId: 'room', userId: me, lastReadSeq: 1, ...counts, back: true },
    };
    expect(after([back])).toMatchObject({ lastReadSeq: 1, unreadCount: 2 });
  });

  it('follows reads on other devices, never back', () => {
    const read = (lastReadSeq: number, unreadCount: number, lastSeq = 5): ServerEvent => ({
      name: 'read_changed',
      payload: { roomId: 'room', userId: me, lastReadSeq, unreadCount, mentionCount: 0, lastSeq },
    });
    expect(after([received(4), received(5), read(5, 0), read(4, 1)])).toMatchObject({ lastReadSeq: 5, unreadCount: 0 });
    // Counts from before a message are ignored; counts that are ahead of a message include it.
    expect(after([received(4), received(5), read(4, 0, 4)])).toMatchObject({ lastReadSeq: 4, unreadCount: 2 });
    expect(after([read(4, 1), received(4), received(5)])).toMatchObject({
      lastReadSeq: 4,
      unreadCount: 1,
      lastMessage: { seq: 5 },
    });
    const other: ServerEvent = { name: 'read_changed', payload: { roomId: 'room', userId: 'bob', lastReadSeq: 5 } };
    expect(after([received(4), other])).toMatchObject({ lastReadSeq: 3, unreadCount: 1 });
  });

  it('shows a new name', () => {
    const renamed = { ...bob, displayName: 'Robert', revision: 1 };
    const state = start({ kind: 'direct', peer: bob, lastMessage: text(3, { author: bob }) });
    expect(after([{ name: 'user_changed', payload: renamed }], state)).toMatchObject({
      peer: renamed,
      lastMessage: { author: renamed },
    });
  });

  it('shows the newer name, whichever arrives first', () => {
    const renamed = { ...bob, displayName: 'Robert', revision: 2 };
    const state = start({ kind: 'direct', peer: renamed, lastMessage: text(3, { author: renamed }) });
    const late: ServerEvent = { name: 'user_changed', payload: { ...bob, displayName: 'Bobby', revision: 1 } };
    expect(after([late], state)).toMatchObject({ peer: renamed, lastMessage: { author: renamed } });
    const old = startFrom(noRooms, [room({ kind: 'direct', peer: bob, lastMessage: text(3, { author: bob }) })]);
    const known = roomsWithKnownPeople(old, new Map([[bob.id, renamed]]));
    expect(known.get('room')).toMatchObject({ peer: renamed, lastMessage: { author: renamed } });
    expect(roomsWithKnownPeople(known, new Map([[bob.id, renamed]]))).toBe(known);
  });

  it('orders rooms by their last message', () => {
    const quiet = room({ id: 'quiet', lastMessage: null });
    expect(byLastActivity([quiet, room()]).map(({ id }) => id)).toEqual(['room', 'quiet']);
  });
});
