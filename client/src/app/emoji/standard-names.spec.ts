import github from 'emojibase-data/en/shortcodes/github.json';
import slack from 'emojibase-data/en/shortcodes/iamcal.json';
import { expect, it } from 'vitest';
import { EMOJI_NAME } from '@api/shared/emoji-names.ts';
import { STANDARD_EMOJI_NAMES } from '@api/shared/standard-emoji-names.ts';
import { emojiNameFrom } from './emoji-names.ts';

it('has no code of a standard emoji that a custom one could take', () => {
  const codes = [github, slack].flatMap((codes) => Object.values<string | string[]>(codes).flat());
  expect(codes.filter((code) => EMOJI_NAME.test(code) && !STANDARD_EMOJI_NAMES.has(code))).toEqual([]);
});

it.each([
  ['Ship it.png', 'ship_it'],
  ['Grüße.GIF', 'gru_e'],
  ['__a__.png', ''],
  ['图.webp', ''],
  [`${'x'.repeat(40)}.png`, 'x'.repeat(32)],
])('suggests a name for %s', (file, name) => expect(emojiNameFrom(file)).toBe(name));
