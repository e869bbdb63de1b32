import { expect, it } from 'vitest';
import type { CustomEmoji } from '@api/emoji/emoji.dto.ts';
import { emojiTextParts, mayNameEmoji } from './emoji-text-parts.ts';

const ship = { name: 'ship_it' } as CustomEmoji;
const find = (name: string) => (['ship_it', 'ship'].includes(name) ? ship : undefined);
const drawn = (text: string) => emojiTextParts(text, find).map((part) => (part.emoji ? [part.text] : part.text));

it.each<[string, (string | string[])[]]>([
  ['nothing here', ['nothing here']],
  [':ship_it:', [[':ship_it:']]],
  ['so :ship_it: now', ['so ', [':ship_it:'], ' now']],
  [':ship::ship_it:', [[':ship:'], [':ship_it:']]],
  [':unknown:ship:', [':unknown', [':ship:']]],
  ['at 10:30:45', ['at 10:30:45']],
  [':Ship_It:', [':Ship_It:']],
  ['', []],
])('draws %s', (text, parts) => expect(drawn(text)).toEqual(parts));

it('looks for names only where two colons may hold one', () => {
  expect([':ship_it:', 'a :b: c', '12:30', ':-)'].map(mayNameEmoji)).toEqual([true, false, false, false]);
});
