import { expect, it } from 'vitest';
import { wrappedLineCount } from './wrapped-lines.ts';

/** Every letter is ten pixels wide. */
const count = (text: string, width: number) => wrappedLineCount(text, width, (word) => word.length * 10);

it.each([
  ['nothing', '', 100, 1],
  ['what fits exactly', 'one two th', 100, 1],
  ['a word that does not fit any more', 'one two thr', 100, 2],
  ['lines that were typed', 'a\n\nb', 100, 3],
  ['words that each fill a line', 'aaaaaaaaaa bbbbbbbbbb cccccccccc', 100, 3],
  ['a word of two and a half lines', 'a'.repeat(25), 100, 3],
  ['a word of two and a half lines behind another', `ab ${'a'.repeat(25)} c`, 100, 4],
  ['a blank at the end', 'one two th ', 100, 1],
  ['many short words where the average letter would be wrong', 'aaaaaa '.repeat(6).trim(), 100, 6],
])('counts the lines of %s', (_, text, width, lines) => {
  expect(count(text, width)).toBe(lines);
});

it('takes the average letter where nothing can be measured', () => {
  expect(wrappedLineCount('x'.repeat(100), 370)).toBeGreaterThan(1);
});
