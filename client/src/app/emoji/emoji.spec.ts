import german from 'emojibase-data/de/compact.json';
import english from 'emojibase-data/en/compact.json';
import github from 'emojibase-data/en/shortcodes/github.json';
import slack from 'emojibase-data/en/shortcodes/iamcal.json';
import { describe, expect, it } from 'vitest';
import { buildEmojiList, searchEmoji } from './emoji.ts';
import { nextCell } from './grid-navigation.ts';

const all = buildEmojiList(english, github, slack);
const first = (words: string, list = all) => searchEmoji(list, words, 3).map(({ emoji }) => emoji);

describe('emoji', () => {
  it('are complete, without components such as skin tones', () => {
    expect(all.length).toBeGreaterThan(1800);
    expect(all.map(({ label }) => label)).not.toContain('light skin tone');
    expect(all.find(({ codes }) => codes.includes('+1'))?.tones).toHaveLength(5);
  });

  it.each([
    ['tada', '🎉'],
    ['thumbs up', '👍'],
    ['+1', '👍'],
    ['red heart', '❤️'],
    ['Lächeln', undefined],
  ])('are found by %s', (words, emoji) => {
    expect(first(words)[0]).toBe(emoji);
  });

  it('are found in German, too', () => {
    expect(first('katze', buildEmojiList(german, github, slack)).join()).toMatch(/🐈|🐱|😺/u);
  });

  it('come first among equal matches when used recently', () => {
    const used = (words: string, ...recent: string[]) => searchEmoji(all, words, 3, recent)[0]?.emoji;
    expect(used('smi')).not.toBe('😼');
    expect(used('smi', '🎉', '😼')).toBe('😼');
    expect(used('thumbs', '👎🏽'), 'in any skin').toBe('👎');
    expect(used('tada', '🥳'), 'what fits better stays before it').toBe('🎉');
  });

  it('are none for an empty query', () => {
    expect(first('  ')).toEqual([]);
    expect(first('qqqq')).toEqual([]);
  });
});

describe('the arrow keys in a grid of 20 in rows of 8', () => {
  it.each<[string, number, number | null]>([
    ['ArrowDown', -1, 0],
    ['ArrowRight', -1, null],
    ['ArrowDown', 3, 11],
    ['ArrowDown', 15, 19],
    ['ArrowUp', 11, 3],
    ['ArrowUp', 3, -1],
    ['ArrowLeft', 0, 0],
    ['ArrowRight', 19, 19],
    ['Home', 13, 8],
    ['End', 17, 19],
    ['a', 3, null],
  ])('%s at %i leads to %s', (key, at, to) => {
    expect(nextCell(key, at, 20, 8)).toBe(to);
  });
});
