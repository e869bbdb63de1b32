import { describe, expect, it } from 'vitest';
import { room, text } from '../testing/samples.ts';
import { cardAfterKey, cardsOf, hasOtherUnread, neighbourOf } from './catch-up-state.ts';

const items = ['one', 'two', 'three'].map((roomId) => ({ roomId, messages: [text(1, { roomId })], more: false }));
const rooms = new Map(
  [room({ id: 'one', unreadCount: 1 }), room({ id: 'two', unreadCount: 0 })].map((each) => [each.id, each]),
);

describe('the cards of what is unread', () => {
  it('go when their room is read or left', () =>
    expect(cardsOf(items, (id) => rooms.get(id)).map((card) => card.room.id)).toEqual(['one']));

  it('miss rooms in which something came since, unless they are silent', () => {
    const other = room({ id: 'other', unreadCount: 1 });
    expect(hasOtherUnread(items, [...rooms.values()])).toBe(false);
    expect(hasOtherUnread(items, [other])).toBe(true);
    expect(hasOtherUnread(items, [{ ...other, notify: 'none' }])).toBe(false);
  });

  it('hand on the focus to the next, at the end to the one before', () => {
    expect(neighbourOf(['a', 'b', 'c'], 'b')).toBe('c');
    expect(neighbourOf(['a', 'b', 'c'], 'c')).toBe('b');
    expect(neighbourOf(['a'], 'a')).toBeUndefined();
  });

  it('are walked through by letters and arrows', () => {
    expect([cardAfterKey('j', 0, 3), cardAfterKey('ArrowDown', 2, 3)]).toEqual([1, 2]);
    expect([cardAfterKey('k', 2, 3), cardAfterKey('ArrowUp', 0, 3)]).toEqual([1, 0]);
    expect(cardAfterKey('m', 0, 3)).toBeUndefined();
  });
});
