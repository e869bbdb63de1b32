import { describe, expect, it } from 'vitest';
import { text } from '../../testing/samples.ts';
import { estimatedHeight, isLong } from './row-height.ts';
import { timelineRows } from '../timeline-rows.ts';

const rowOf = (body: string) => {
  const [row] = timelineRows({
    messages: [text(1, { body })],
    waiting: [],
    hasBefore: false,
    unreadAfterSeq: null,
    meId: 'bob',
    dayOf: () => '',
  });
  if (!row) throw new Error('No row');
  return row;
};
const WIDE = 800;
const lines = (count: number) => Array.from({ length: count }, (_, each) => `line ${each}`).join('\n');

describe('the height of a row', () => {
  it.each([
    ['24 lines', lines(24), false],
    ['25 lines', lines(25), true],
    ['a page of one paragraph', 'word '.repeat(500), true],
    ['a paragraph', 'word '.repeat(200), false],
  ])('is that of a long message for %s: %s', (_, body, long) => {
    expect(isLong(rowOf(body), WIDE)).toBe(long);
  });

  it('is long sooner where lines are short', () => {
    const row = rowOf('word '.repeat(200));
    expect([isLong(row, WIDE), isLong(row, 320)]).toEqual([false, true]);
  });

  it.each([1, 2, 3, 5, 7])('is guessed in whole pixels, for %i lines', (count) => {
    expect(estimatedHeight(rowOf(lines(count)), WIDE) % 1).toBe(0);
  });

  it('does not grow with what is folded', () => {
    expect(estimatedHeight(rowOf(lines(400)), WIDE)).toBe(estimatedHeight(rowOf(lines(40)), WIDE));
  });
});
