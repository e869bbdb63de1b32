import { describe, expect, it } from 'vitest';
import { ada, bob } from '../../testing/samples.ts';
import { startsWord, rankPeople } from './suggestion-ranks.ts';

const zoe = { ...ada, id: 'zoe', username: 'zoe_adams', displayName: 'Zoë Adams' };

describe('the suggested people', () => {
  it.each([
    ['', 'Zoë Adams', true],
    ['ad', 'Zoë Adams', true],
    ['zoë', 'Zoë Adams', true],
    ['dam', 'Zoë Adams', false],
    ['zoe_a', 'zoe_adams', true],
    ['Mull', 'Jürgen Müller-Łukasiewicz', true],
    ['lukas', 'Jürgen Müller-Łukasiewicz', true],
    ['γιώργος', 'ΓΙΏΡΓΟΣ', true],
    ['ΓΙΏΡΓΟΣ', 'ΓΙΏΡΓΟΣ', true],
    ['ilk', 'İlker', true],
    ['שלום', 'שָׁלוֹם', true],
  ])('%j fits %j: %s', (words, name, expected) => {
    expect(startsWord(words, name)).toBe(expected);
  });

  it('are ordered by latest activity, then by name', () => {
    const names = (words: string, talked: string[]) => rankPeople([zoe, bob, ada], words, talked).map(({ id }) => id);
    expect(names('', [])).toEqual(['ada', 'bob', 'zoe']);
    expect(names('', ['bob', 'zoe', 'zoe'])).toEqual(['zoe', 'bob', 'ada']);
    expect(names('ad', ['bob'])).toEqual(['ada', 'zoe']);
  });
});
