import { describe, expect, it } from 'vitest';
import { marked, markOf } from './formatting.ts';

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

describe('the shortcuts of formatting', () => {
  it.each([
    [{ key: 'b', ctrlKey: true }, '**'],
    [{ key: 'i', metaKey: true }, '_'],
    [{ key: 'X', ctrlKey: true, shiftKey: true }, '~~'],
    [{ key: 'C', metaKey: true, shiftKey: true }, '`'],
    [{ key: 'e', ctrlKey: true }, '`'],
    [{ key: 'x', ctrlKey: true }, null],
    [{ key: 'b' }, null],
    [{ key: 'b', ctrlKey: true, altKey: true }, null],
  ])('%j means %s', (keys, mark) => {
    expect(markOf({ ...none, ...keys })).toBe(mark);
  });

  it.each([
    ['a [bc] d', '**', 'a **[bc]** d'],
    ['a **[bc]** d', '**', 'a [bc] d'],
    ['[]', '_', '_[]_'],
    ['[a\nb]', '`', '```\n[a\nb]\n```'],
    ['```\n[a\nb]\n```', '`', '[a\nb]'],
  ])('make of %j with %s: %j', (before, mark, after) => {
    expect(written(marked(read(before), mark))).toBe(after);
  });
});

const read = (text: string) => ({
  text: text.replace(/[[\]]/g, ''),
  start: text.indexOf('['),
  end: text.indexOf(']') - 1,
});
const written = ({ text, start, end }: ReturnType<typeof read>) =>
  `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
