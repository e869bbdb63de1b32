import { describe, expect, it } from 'vitest';
import type { Section } from '@api/rooms/sections/sections.dto.ts';
import { room } from '../../testing/samples.ts';
import { placesAfterMove, roomGroups } from './room-groups.ts';

const section = (id: string, changes: Partial<Section> = {}): Section => ({
  id,
  name: id,
  collapsed: false,
  sort: 'recent',
  place: 'a',
  ...changes,
});
const rooms = [
  room({ id: '1', name: 'Zebra', sectionId: 's', place: 'b' }),
  room({ id: '2', name: 'ant', sectionId: 's', place: 'a', unreadCount: 3 }),
  room({ id: '3', name: 'Bee', sectionId: 's' }),
  room({ id: '4', sectionId: 'gone' }),
  room({ id: '5', favourite: true, sectionId: 's' }),
  room({ id: '6' }),
];
const shown = (sections: Section[], openId: string | null = null) =>
  roomGroups(rooms, sections, openId).map(({ id, rooms: some }) => [id, some.map((each) => each.id).join('')]);

describe('the groups of the list of rooms', () => {
  it('without sections are favourites and the others', () =>
    expect(shown([])).toEqual([
      ['favourites', '5'],
      ['others', '12346'],
    ]));

  it('are the sections in their order, also empty ones; a room of an unknown section stands with the others', () =>
    expect(shown([section('e'), section('s')])).toEqual([
      ['favourites', '5'],
      ['e', ''],
      ['s', '123'],
      ['others', '46'],
    ]));

  it.each([
    ['recent', '123'],
    ['name', '231'],
    ['place', '213'],
  ] as const)('sort a section by %s', (sort, order) =>
    expect(shown([section('s', { sort })])[1]).toEqual(['s', order]),
  );

  it('show of a collapsed section what is unread and what is open', () => {
    expect(shown([section('s', { collapsed: true })])[1]).toEqual(['s', '2']);
    expect(shown([section('s', { collapsed: true })], '1')[1]).toEqual(['s', '12']);
    expect(roomGroups(rooms, [section('s', { collapsed: true })], null)[1]?.collapsedCount).toBe(2);
  });
});

describe('an entry that moves', () => {
  const placesAfter = (places: (string | null)[], index: number, by: -1 | 1) =>
    placesAfterMove(
      places.map((place, at) => ({ id: String(at), place })),
      String(index),
      by,
    ).map(({ id, place }) => `${id}:${place}`);

  it.each([
    [['a', 'b', 'c'], 0, 1, ['0:bV']],
    [['a', 'b', 'c'], 2, -1, ['2:aV']],
    [['a', 'b', 'c'], 1, -1, ['1:I']],
    [['a', 'b', 'c'], 1, 1, ['1:d']],
    [['a', 'b', 'c'], 0, -1, []],
    [['a', 'b', 'c'], 2, 1, []],
    [['a', null, null], 2, -1, ['2:b']],
    [[null, null, null], 0, 1, ['1:a', '0:b']],
    [[null, null, null], 2, -1, ['0:a', '2:b']],
    [['a', 'b', 'b'], 0, 1, ['0:c']],
    [['b', 'b', 'b'], 2, -1, ['2:c', '1:d']],
  ] as const)('among %j from %i by %i changes %j', (places, index, by, changes) =>
    expect(placesAfter([...places], index, by)).toEqual([...changes]),
  );
});
