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

describe('what was typed', () => {
  it('fits when its letters come in order', () => {
    expect(fuzzyScore('lw', 'Launch week')).not.toBeNull();
    expect(fuzzyScore('wl', 'Launch week')).toBeNull();
    expect(fuzzyScore('launchx', 'Launch')).toBeNull();
  });

  it('fits whatever the case and the accents', () => {
    expect(fuzzyScore('muller', 'Jörg Müller')).not.toBeNull();
    expect(fuzzyScore('JORG', 'Jörg')).not.toBeNull();
  });

  it('fits best at the beginning, then at beginnings of words, then anywhere', () => {
    expect(order('en', 'Garden', 'Open end', 'Engineering')).toEqual(['Engineering', 'Open end', 'Garden']);
    expect(order('lw', 'Below', 'Launch week')).toEqual(['Launch week', 'Below']);
  });

  it('prefers the shorter of two that begin alike', () => {
    expect(order('team', 'Team of the north', 'Team')).toEqual(['Team', 'Team of the north']);
  });
});
