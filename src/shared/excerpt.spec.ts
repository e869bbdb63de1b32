import { describe, expect, test } from '@jest/globals';
import { excerptOf, plainTextOf } from './excerpt.ts';

describe('the excerpt of a message', () => {
  test('is one line without white space around it', () =>
    expect(excerptOf('\n first\n\n  second\tthird ')).toBe('first second third'));

  test('has at most 140 code points, of which the last says that more follows', () => {
    expect(excerptOf('🙂'.repeat(141))).toBe(`${'🙂'.repeat(139)}…`);
    expect(excerptOf('🙂'.repeat(140))).toBe('🙂'.repeat(140));
  });

  test('goes on behind many blanks', () => expect(excerptOf(`a${' '.repeat(1000)}b`)).toBe('a b'));

  test('of a message without text is empty', () => expect(excerptOf('')).toBe(''));

  test.each([
    ['It does: **17 minutes** now.', 'It does: 17 minutes now.'],
    ['*one*, _two_, __three__, ~~four~~ and `five`', 'one, two, three, four and five'],
    ['See [the plan](https://example.org/plan)!', 'See the plan!'],
    ['# Title\n\n> quoted\n\n- [x] done\n- two', 'Title quoted done two'],
    ['1986. A great year', '1986. A great year'],
    ['```sql\nSELECT 1;\n```', 'SELECT 1;'],
    ['~~~\na\n~~~\n\n---\nb', 'a b'],
    ['| a | b |\n|:-:|---|\n| `c` | **d** |', 'a b c d'],
    ['![a cat](https://example.org/cat.png) https://example.org/x', 'a cat https://example.org/x'],
    ['@ada and @_bea_', '@ada and @_bea_'],
    ['It was ||the butler||, ||really||', 'It was ▒ spoiler, ▒ spoiler'],
    [`||${'the butler '.repeat(60)}did it||`, '▒ spoiler'],
    ['[https://bank.example](https://evil.example)', '[https://bank.example](https://evil.example/)'],
  ])('has no Markdown: %j', (body, words) => expect(excerptOf(body)).toBe(words));

  test.each([
    '2 * 3 * 4',
    'snake_case_name',
    'a ** b',
    '¯\\_(ツ)_/¯',
    '-5 degrees',
    'cut **in the mid',
    '100 % #1',
    'C:\\_tmp\\_x',
  ])('leaves %j as it is', (body) => expect(excerptOf(body)).toBe(body));

  test.each([
    ['one two three four', 14, 'one two three…'],
    ['one two three four', 12, 'one two…'],
    ['one two three four', 18, 'one two three four'],
    ['a longwordwithoutanyblank', 10, 'a longwor…'],
    ['漢字漢字漢字', 4, '漢字漢…'],
    ['ab 👩‍👩‍👧 c', 6, 'ab…'],
    ['e\u0301e\u0301e\u0301', 4, 'e\u0301…'],
  ])('of %j is cut between words or characters at %i', (body, max, words) => expect(excerptOf(body, max)).toBe(words));

  test('of a long message reads its beginning only', () => {
    const body = `${'*a_ '.repeat(500)}${'word '.repeat(500)}`;
    const started = performance.now();
    for (let time = 0; time < 20; time++) excerptOf(body);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(excerptOf(`[a](https://e.example/${'x'.repeat(3000)}) b`)).toMatch(/…$/);
  });

  test('of all words has no end', () => expect(plainTextOf(`**${'word '.repeat(300)}end**`)).toMatch(/end$/));
});
