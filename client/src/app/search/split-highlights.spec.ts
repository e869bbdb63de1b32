import { expect, it } from 'vitest';
import { splitHighlights } from './split-highlights.ts';

const drawn = (...[body, ranges]: [string, [number, number][]]) =>
  splitHighlights(
    body,
    ranges.map(([start, end]) => ({ start, end })),
  )
    .map(({ text, found }) => (found ? `[${text}]` : text))
    .join('');

it.each<[string, [number, number][], string]>([
  [
    'the projector is broken',
    [
      [4, 13],
      [17, 23],
    ],
    'the [projector] is [broken]',
  ],
  [
    'the projector is broken',
    [
      [17, 23],
      [4, 13],
    ],
    'the [projector] is [broken]',
  ],
  ['projector', [[0, 9]], '[projector]'],
  [
    'projector',
    [
      [0, 4],
      [2, 9],
    ],
    '[proj][ector]',
  ],
  ['<b>no</b>', [[3, 5]], '<b>[no]</b>'],
  ['nothing', [], 'nothing'],
  ['', [], ''],
])('splits at the matches in %j', (body, ranges, expected) => {
  expect(drawn(body, ranges)).toBe(expected);
});

it('leaves out a long beginning up to the end of a word', () => {
  const body = `${'word '.repeat(60)}projector`;
  expect(drawn(body, [[300, 309]])).toMatch(/^… (word ){12,13}\[projector\]$/);
});
