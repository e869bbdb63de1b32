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
  events.reduce((held, event) => apply(held, event, me), state).get('room');
const received = (seq: number, change: Partial<Message> = {}): ServerEvent => ({
  name: 'receive_message',
  payload: text(seq, { author: bob, ...change }),
});

describe('the rooms', () => {
  it('count what others write, and what mentions one', () => {
    expect(after([received(4), received(5, { mentions: [me] }), received(6, { mentionsRoom: true })])).toMatchObject({
      lastSeq: 6,
      revision: 6,
      lastReadSeq: 3,
      unreadCount: 3,
      mentionCount: 2,
      lastMessage: { id: 'm6' },
    });
  });

  it('are read up to what one writes oneself', () => {
    expect(after([received(4), received(5, { author: ada })])).toMatchObject({
      lastReadSeq: 5,
      unreadCount: 0,
      mentionCount: 0,
    });
  });

  it('do not count notices', () => {
    const notice = received(4, { kind: 'system', author: null, system: { event: 'member_joined', userId: 'bob' } });
    expect(after([notice])).toMatchObject({ lastSeq: 4, unreadCount: 0, lastMessage: { id: 'm4' } });
  });

  it('take repeats and stragglers once', () => {
    expect(after([received(4), received(4), received(2)])).toEqual(after([received(4)]));
  });

  it('take a batch like one after the other', () => {
    const batch: ServerEvent = {
      name: 'receive_messages',
      payload: [text(4, { author: bob }), text(5, { author: bob })],
    };
    expect(after([batch])).toEqual(after([received(4), received(5)]));
  });

  it('show the newest state of the last message', () => {
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

  it('come, change and go', () => {
    const renamed: ServerEvent = { name: 'room_updated', payload: room({ name: 'New name' }) };
    expect(after([renamed])?.name).toBe('New name');
    expect(after([{ name: 'room_left', payload: { roomId: 'room', reason: 'left' } }])).toBeUndefined();
    expect(after([{ name: 'room_joined', payload: room() }], new Map())).toEqual(room());
  });

  it('are not turned back by news that is older than what is held', () => {
    const renamed: ServerEvent = { name: 'room_updated', payload: room({ name: 'New name' }) };
    expect(after([received(4), renamed])).toMatchObject({ name: 'New name', lastSeq: 4, unreadCount: 1 });
    const synced = startFrom(startFrom(new Map(), [room({ revision: 9, lastSeq: 9, unreadCount: 4 })]), [room()]);
    expect(synced.get('room')).toMatchObject({ revision: 9, unreadCount: 4 });
  });

  it('start anew after a restored backup', () => {
    const held = start({ revision: 9, lastSeq: 9 });
    expect(startFrom(held, [room({ epoch: 2 })]).get('room')).toEqual(room({ epoch: 2 }));
  });

  it('forget those that sync does not name', () => {
    expect(startFrom(start(), []).size).toBe(0);
  });

  it('know how many are in and what one may do', () => {
    const member = { user: ada, role: 'owner' as const, joinedAt: '', mutedUntil: '9999', lastReadSeq: 0 };
    const event: ServerEvent = {
      name: 'member_changed',
      payload: { roomId: 'room', userId: me, member, memberCount: 7 },
    };
    expect(after([event])).toMatchObject({ memberCount: 7, role: 'owner', mutedUntil: '9999' });
  });

  it('go back only when one says so', () => {
    const counts = { unreadCount: 2, mentionCount: 0, lastSeq: 3 };
    const back: ServerEvent = {
      name: 'read_changed',
      payload: { roomId: 'room', userId: me, lastReadSeq: 1, ...counts, back: true },
    };
    expect(after([back])).toMatchObject({ lastReadSeq: 1, unreadCount: 2 });
  });

  it('follow what one reads elsewhere, never back', () => {
    const read = (lastReadSeq: number, unreadCount: number, lastSeq = 5): ServerEvent => ({
      name: 'read_changed',
      payload: { roomId: 'room', userId: me, lastReadSeq, unreadCount, mentionCount: 0, lastSeq },
    });
    expect(after([received(4), received(5), read(5, 0), read(4, 1)])).toMatchObject({ lastReadSeq: 5, unreadCount: 0 });
    // Counts that a message has overtaken are not taken; counts that are ahead of a message count it already.
    expect(after([received(4), received(5), read(4, 0, 4)])).toMatchObject({ lastReadSeq: 4, unreadCount: 2 });
    expect(after([read(4, 1), received(4), received(5)])).toMatchObject({
      lastReadSeq: 4,
      unreadCount: 1,
      lastMessage: { seq: 5 },
    });
    const other: ServerEvent = { name: 'read_changed', payload: { roomId: 'room', userId: 'bob', lastReadSeq: 5 } };
    expect(after([received(4), other])).toMatchObject({ lastReadSeq: 3, unreadCount: 1 });
  });

  it('show a new name', () => {
    const renamed = { ...bob, displayName: 'Robert', revision: 1 };
    const state = start({ kind: 'direct', peer: bob, lastMessage: text(3, { author: bob }) });
    expect(after([{ name: 'user_changed', payload: renamed }], state)).toMatchObject({
      peer: renamed,
      lastMessage: { author: renamed },
    });
  });

  it('keep the newer name, whichever comes first', () => {
    const renamed = { ...bob, displayName: 'Robert', revision: 2 };
    const state = start({ kind: 'direct', peer: renamed, lastMessage: text(3, { author: renamed }) });
    const late: ServerEvent = { name: 'user_changed', payload: { ...bob, displayName: 'Bobby', revision: 1 } };
    expect(after([late], state)).toMatchObject({ peer: renamed, lastMessage: { author: renamed } });
    const old = startFrom(noRooms, [room({ kind: 'direct', peer: bob, lastMessage: text(3, { author: bob }) })]);
    const known = roomsWithKnownPeople(old, new Map([[bob.id, renamed]]));
    expect(known.get('room')).toMatchObject({ peer: renamed, lastMessage: { author: renamed } });
    expect(roomsWithKnownPeople(known, new Map([[bob.id, renamed]]))).toBe(known);
  });

  it('stand in the order of their last message', () => {
    const quiet = room({ id: 'quiet', lastMessage: null });
    expect(byLastActivity([quiet, room()]).map(({ id }) => id)).toEqual(['room', 'quiet']);
  });
});
