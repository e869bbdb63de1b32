import { describe, expect, it } from 'vitest';
import { continueList, isInFence, pasteAsLink, asLink, toggleMark, markForKeys, toggleQuote } from './formatting.ts';

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
    expect(markForKeys({ ...none, ...keys })).toBe(mark);
  });

  it.each([
    ['a [bc] d', '**', 'a **[bc]** d'],
    ['a **[bc]** d', '**', 'a [bc] d'],
    ['[]', '_', '_[]_'],
    ['[a\nb]', '`', '```\n[a\nb]\n```'],
    ['```\n[a\nb]\n```', '`', '[a\nb]'],
  ])('make of %j with %s: %j', (before, mark, after) => {
    expect(written(toggleMark(read(before), mark))).toBe(after);
  });
});

it('A quote takes whole lines, and gives them back', () => {
  expect(written(toggleQuote(read('a\nb[c\nd]e')))).toBe('a\n[> bc\n> d]e');
  expect(written(toggleQuote(read('a\n[> bc\n> d]e')))).toBe('a\n[bc\nd]e');
});

it('A link waits for its address', () => {
  expect(asLink({ text: 'see docs', start: 4, end: 8 })).toEqual({ text: 'see [docs]()', start: 11, end: 11 });
});

describe('an address that is pasted', () => {
  // Parentheses mark what is selected, for brackets belong to links.
  it.each([
    ['see (the docs) now', 'https://example.org/a_(b)', 'see [the docs](https://example.org/a_%28b%29)() now'],
    ['(a]b)', ' http://example.org ', '[a\\]b](http://example.org)()'],
    ['see () now', 'https://example.org', null],
    ['(https://old.example.org)', 'https://example.org', null],
    ['(the docs)', 'javascript:alert(1)', null],
    ['(the docs)', 'https://example.org and more', null],
    ['(two\nlines)', 'https://example.org', null],
  ])('upon %j: %s becomes %j', (before, pasted, after) => {
    const start = before.indexOf('(');
    const end = before.indexOf(')') - 1;
    const now = pasteAsLink({ text: before.replace(/[()]/g, ''), start, end }, pasted);
    const shown = now && `${now.text.slice(0, now.start)}()${now.text.slice(now.end)}`;
    expect(shown).toBe(after);
  });
});

describe('a new line', () => {
  it.each([
    ['- one[]', '- one\n- []'],
    ['Text\n  * one[]\nmore', 'Text\n  * one\n  * []\nmore'],
    ['9. nine[]', '9. nine\n10. []'],
    ['> said[]', '> said\n> []'],
    ['- one\n- []', '- one\n[]'],
    ['1. []', '[]'],
    ['- o[]ne', '- o\n- []ne'],
    ['plain[]', null],
    ['-not a list[]', null],
    ['```\n- code[]', null],
  ])('after %j makes %j', (before, after) => {
    const now = continueList(read(before));
    expect(now && written(now)).toBe(after);
  });

  it('after a task starts an open task', () => {
    const text = '- [x] done';
    expect(continueList({ text, start: text.length, end: text.length })?.text).toBe('- [x] done\n- [ ] ');
  });

  it('belongs to code while its fence is open', () => {
    expect(isInFence('```ts\nconst a')).toBe(true);
    expect(isInFence('```ts\nconst a\n```\nand')).toBe(false);
    expect(isInFence('no ``` fence')).toBe(false);
  });
});

const read = (text: string) => ({
  text: text.replace(/[[\]]/g, ''),
  start: text.indexOf('['),
  end: text.indexOf(']') - 1,
});
const written = ({ text, start, end }: ReturnType<typeof read>) =>
  `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
