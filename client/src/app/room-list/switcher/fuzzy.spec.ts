import { describe, expect, it } from 'vitest';
import { fuzzyScore } from './fuzzy.ts';

const order = (typed: string, ...names: string[]) =>
  names
    .flatMap((name) => {
      const score = fuzzyScore(typed, name);
      return score === null ? [] : [{ name, score }];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);

describe('a fuzzy match', () => {
  it('needs the letters in their order', () => {
    expect(fuzzyScore('lw', 'Launch week')).not.toBeNull();
    expect(fuzzyScore('wl', 'Launch week')).toBeNull();
    expect(fuzzyScore('launchx', 'Launch')).toBeNull();
  });

  it('ignores case and accents', () => {
    expect(fuzzyScore('muller', 'Jörg Müller')).not.toBeNull();
    expect(fuzzyScore('JORG', 'Jörg')).not.toBeNull();
    expect(fuzzyScore('ΣΊΣΥΦΟΣ', 'σίσυφος club')).not.toBeNull();
    expect(fuzzyScore('istanbul', 'İstanbul Ofis')).not.toBeNull();
    expect(fuzzyScore('strasse', 'Straße')).not.toBeNull();
  });

  it('scores best at the beginning, then at beginnings of words, then anywhere', () => {
    expect(order('en', 'Garden', 'Open end', 'Engineering')).toEqual(['Engineering', 'Open end', 'Garden']);
    expect(order('lw', 'Below', 'Launch week')).toEqual(['Launch week', 'Below']);
  });

  it('scores the shorter of two better that begin alike', () => {
    expect(order('team', 'Team of the north', 'Team')).toEqual(['Team', 'Team of the north']);
  });
});
