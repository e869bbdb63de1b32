import { describe, expect, it } from 'vitest';
import { hueOf, initials } from './initials.ts';

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

  it('keep their colour', () => {
    expect(hueOf('0192f')).toBe(hueOf('0192f'));
  });
});
