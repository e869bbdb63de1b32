import { describe, expect, it } from 'vitest';
import { linkRooms, unlinkRooms } from './room-links.ts';

const ORIGIN = 'https://chat.example';
const rooms = ['Launch', 'Launch week', 'C++ [old]', 'twice', 'twice'].map((name, at) => ({ id: `r${at}`, name }));
const link = (text: string) => linkRooms(text, rooms, ORIGIN);

describe('links to rooms', () => {
  it.each([
    ['see #Launch week!', 'see [#Launch week](https://chat.example/rooms/r1)!'],
    [
      '#Launch and #Launch weeks',
      '[#Launch](https://chat.example/rooms/r0) and [#Launch](https://chat.example/rooms/r0) weeks',
    ],
    ['#C++ [old]', String.raw`[#C++ \[old\]](https://chat.example/rooms/r2)`],
  ])('are written for %j', (text, linked) => {
    expect(link(text)).toBe(linked);
    expect(unlinkRooms(linked, rooms, ORIGIN)).toBe(text);
  });

  it.each([
    'a#Launch',
    '#Launches',
    '##Launch',
    '`#Launch`',
    '```\n#Launch\n```',
    '[#Launch](https://example.org)',
    'https://example.org/#Launch',
    '# Launch',
    '#launch',
    '#twice',
    '',
  ])('are not written for %j', (text) => {
    expect(link(text)).toBe(text);
  });

  it('stay links in the composer where they would not be written again', () => {
    for (const text of ['[#Launch](https://chat.example/rooms/other)', '`[#Launch](https://chat.example/rooms/r0)`'])
      expect(unlinkRooms(text, rooms, ORIGIN)).toBe(text);
  });
});
