import { describe, expect, it } from 'vitest';
import { ada, bob, room } from '../testing/samples.ts';
import { switcherTargets } from './switcher-state.ts';

const lobby = room({ id: 'lobby', name: 'Lobby' });
const launch = room({ id: 'launch', name: 'Launch week', unreadCount: 3 });
const lunch = room({ id: 'lunch', name: 'Lunch', mentionCount: 1, unreadCount: 1 });
const withBob = room({ id: 'with-bob', kind: 'direct', name: '', peer: bob });
const rooms = [lobby, withBob, launch, lunch];
const offered = (typed: string, people = [ada, bob], open: string | null = null) =>
  switcherTargets(typed, rooms, people, open).map(({ id }) => id);

describe('where one may go', () => {
  it('begins with what calls, then what is unread, then what was talked in last; strangers last', () => {
    expect(offered('')).toEqual(['lunch', 'launch', 'lobby', 'with-bob', 'ada']);
  });

  it('puts the open room to the end', () => {
    expect(offered('', [], 'lunch').at(-1)).toBe('lunch');
  });

  it('offers a person once: by the conversation there is', () => {
    expect(offered('bob')).toEqual(['with-bob', 'ada']);
    expect(switcherTargets('bob', rooms, [bob], null).map(({ id }) => id)).toEqual(['with-bob']);
  });

  it('leaves out rooms that do not fit', () => {
    expect(switcherTargets('launch', rooms, [], null).map(({ id }) => id)).toEqual(['launch']);
    expect(switcherTargets('xyz', rooms, [], null)).toEqual([]);
  });
});
