import { describe, expect, it } from 'vitest';
import { colourOf, initials } from './initials.ts';

describe('initials', () => {
  it.each([
    ['ada', 'A'],
    ['Ada Lovelace', 'AL'],
    ['Ada King of Lovelace', 'AL'],
    ['  grace   hopper ', 'GH'],
    ['👩🏽‍🚀 Mae', '👩🏽‍🚀M'],
    ['', ''],
  ])('of %s', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  it('keep their colour, one of many', () => {
    expect(colourOf('0192f')).toBe(colourOf('0192f'));
    const colours = Array.from({ length: 500 }, (_, at) => colourOf(`0192f-${at}`));
    expect(new Set(colours).size).toBe(24);
  });
});
