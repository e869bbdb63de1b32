import { describe, expect, test } from '@jest/globals';
import { repairLine, repairText } from '../../shared/repair-text.ts';
import { textProblem } from './text.ts';

const PASTED: [kind: string, pasted: string, repaired: string][] = [
  ['from Word and PowerPoint', 'a\u000bb', 'a\nb'],
  ['a page of a PDF', 'one\u000ctwo', 'one\ntwo'],
  ['next line', 'a\u0085b', 'a\nb'],
  ['separators of lines and paragraphs', 'a\u2028b\u2029c', 'a\nb\nc'],
  ['from Windows', 'a\r\nb', 'a\nb'],
  ['a log with colours', '\u001b[1;31mERROR\u001b[0m done', 'ERROR done'],
  ['a log with 24-bit colours', '\u001b[38;2;255;0;0mred\u001b[m', 'red'],
  ['a sequence of one control', '\u009b31mred\u009b0m', 'red'],
  ['a title of a terminal', '\u001b]0;title\u0007$ ls', '$ ls'],
  ['a link of a terminal', '\u001b]8;;https://a.example\u001b\\a\u001b]8;;\u001b\\', 'a'],
  ['a saved cursor', '\u001b7a\u001b8', 'a'],
  ['a character set', '\u001b(Ba', 'a'],
  ['a manual page', 'N\bNA\bAM\bME\bE', 'NAME'],
  ['NUL, bell, delete', 'a\u0000b\u0007c\u007fd', 'abcd'],
  ['a lone escape', 'a\u001b', 'a'],
  ['half a character', 'a\ud83d', 'a\ufffd'],
  ['the other half', '\ude00b', '\ufffdb'],
  ['an emoji', '😀', '😀'],
  ['tabs and lines', 'a\tb\nc', 'a\tb\nc'],
];

describe('a pasted text', () => {
  test.each(PASTED)('is repaired: %s', (_, pasted, repaired) => expect(repairText(pasted)).toBe(repaired));

  test.each(PASTED)('is then accepted: %s', (_, pasted) => {
    expect(textProblem(repairText(pasted), 1, 100, { lines: true })).toBeUndefined();
    expect(textProblem(repairLine(pasted), 1, 100)).toBeUndefined();
  });

  test('with any character of the first 12,000 is then accepted', () => {
    for (let code = 0; code < 12_000; code++) {
      const text = `x${String.fromCharCode(code)}y`;
      expect([code, textProblem(repairText(text), 1, 100, { lines: true })]).toEqual([code, undefined]);
      expect([code, textProblem(repairLine(text), 1, 100)]).toEqual([code, undefined]);
    }
  });
});
