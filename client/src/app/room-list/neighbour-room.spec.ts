import { describe, expect, it } from 'vitest';
import { room } from '../testing/samples.ts';
import { neighbour } from './neighbour-room.ts';

const rooms = [
  room({ id: 'a' }),
  room({ id: 'b', unreadCount: 2 }),
  room({ id: 'c' }),
  room({ id: 'd', unreadCount: 1 }),
];
const from = (id: string | null, step: 1 | -1, onlyUnread = false) => neighbour(rooms, id, step, onlyUnread)?.id;

describe('the neighbour of a room', () => {
  it('is the next or the previous room, wrapping around', () => {
    expect([from('a', 1), from('d', 1), from('d', -1), from('a', -1)]).toEqual(['b', 'a', 'c', 'd']);
  });

  it('is the first or the last room when no room is open', () => {
    expect([from(null, 1), from(null, -1)]).toEqual(['a', 'd']);
  });

  it('is the next unread room where only those count', () => {
    expect([from('a', 1, true), from('b', 1, true), from('b', -1, true)]).toEqual(['b', 'd', 'd']);
  });

  it('is the same room when there is no other', () => {
    expect(neighbour([room({ id: 'a', unreadCount: 1 })], 'a', 1, true)).toBeNull();
    expect(neighbour([], null, 1)).toBeNull();
  });
});
