import { describe, expect, test } from '@jest/globals';
import { isBlank, trimText, withoutDirectionControls } from './visible-text.ts';

describe('a text that shows nothing', () => {
  test.each([
    '',
    ' ',
    '\t\n\r',
    '\u00a0',
    '\u00ad',
    '\u034f',
    '\u0301',
    '\u0301\u20dd',
    '\u061c',
    '\u115f',
    '\u1160',
    '\u17b4',
    '\u180e',
    '\u200b',
    '\u200c\u200d',
    '\u202e',
    '\u2060',
    '\u2063',
    '\u2800',
    '\u3000',
    '\u3164',
    '\ufe0f',
    '\ufeff',
    '\uffa0',
    '\ufff9\ufffb',
    '\u{e0020}',
    '\u{e0100}',
    '\u{1d159}',
    '\u2028 \u3164\n\u2800',
  ])('is blank: %j', (text) => {
    expect(isBlank(text)).toBe(true);
    expect(trimText(text)).toBe('');
  });

  test.each(['a', '.', '0', '\u200ba', '❤️', '👨‍👩‍👧', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '한', 'ㅎ', 'é', 'ः', 'می‌خواهم', '⠁', '￼', '\ue000'])(
    'is not blank: %j',
    (text) => {
      expect(isBlank(text)).toBe(false);
      expect(trimText(` ${text}\n`)).toBe(text);
    },
  );

  test('keeps what belongs to the last letter', () => expect(trimText(' ❤️ ')).toBe('❤️'));

  test.each([
    ['Admin\u202eexe.gpj', 'Adminexe.gpj'],
    ['\u2066a\u2069\u200e\u200f\u061c', 'a'],
    ['می‌خواهم', 'می‌خواهم'],
  ])('loses the controls of the direction: %j', (name, expected) =>
    expect(withoutDirectionControls(name)).toBe(expected),
  );
});
