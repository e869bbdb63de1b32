import { describe, expect, test } from '@jest/globals';
import { PLACE, placeBetween } from './place.ts';

describe('a place', () => {
  test.each([
    [null, null, 'a'],
    ['a', null, 'b'],
    ['9', null, 'A'],
    ['z', null, 'z1'],
    ['zz', null, 'zz1'],
    [null, 'a', 'I'],
    [null, '1', '0V'],
    ['a', 'b', 'aV'],
    ['a', 'a1', 'a0V'],
    ['az', 'b', 'az1'],
    ['a', 'c', 'b'],
    ['aB', 'aD', 'aC'],
  ])('between %s and %s is %s', (before, after, place) => expect(placeBetween(before, after)).toBe(place));

  test('is found between any two, however often, and never ends in 0', () => {
    const places: string[] = [];
    let seed = 7;
    for (let step = 0; step < 2000; step++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      const at = seed % (places.length + 1);
      const place = placeBetween(places[at - 1] ?? null, places[at] ?? null);
      expect(place).toMatch(PLACE);
      places.splice(at, 0, place);
    }
    expect(places).toEqual([...new Set(places)].sort());
  });

  test('stays short where places are added at the end', () => {
    let last: string | null = null;
    for (let step = 0; step < 600; step++) last = placeBetween(last, null);
    expect(last?.length).toBeLessThan(14);
  });
});
