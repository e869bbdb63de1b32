import { describe, expect, it } from 'vitest';
import { ada, bob, room } from '../../testing/samples.ts';
import { switcherTargets } from './switcher-state.ts';

const lobby = room({ id: 'lobby', name: 'Lobby' });
const launch = room({ id: 'launch', name: 'Launch week', unreadCount: 3 });
const lunch = room({ id: 'lunch', name: 'Lunch', mentionCount: 1, unreadCount: 1 });
const withBob = room({ id: 'with-bob', kind: 'direct', name: '', peer: bob });
const rooms = [lobby, withBob, launch, lunch];
const offered = (typed: string, people = [ada, bob], open: string | null = null) =>
  switcherTargets(typed, rooms, people, open).map(({ id }) => id);

describe('the targets of the switcher', () => {
  it('begin with mentions, then unread rooms, then the latest activity; new people last', () => {
    expect(offered('')).toEqual(['lunch', 'launch', 'lobby', 'with-bob', 'ada']);
  });

  it('end with the open room', () => {
    expect(offered('', [], 'lunch').at(-1)).toBe('lunch');
  });

  it('list a person once, by the direct room if there is such a room', () => {
    expect(offered('bob')).toEqual(['with-bob', 'ada']);
    expect(switcherTargets('bob', rooms, [bob], null).map(({ id }) => id)).toEqual(['with-bob']);
  });

  it('offer public rooms to join after the own ones, and none twice', () => {
    const launchParty = room({ id: 'party', name: 'Launch party', role: null });
    const found = switcherTargets('launch', rooms, [], null, [launchParty, { ...launch, role: null }]);
    expect(found.map(({ id }) => id)).toEqual(['launch', 'party']);
    expect(found.at(-1)).toHaveProperty('joinable', launchParty);
  });

  it('leave out rooms that do not match', () => {
    expect(switcherTargets('launch', rooms, [], null).map(({ id }) => id)).toEqual(['launch']);
    expect(switcherTargets('xyz', rooms, [], null)).toEqual([]);
  });
});
