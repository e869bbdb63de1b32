import { describe, expect, test } from '@jest/globals';
import { accentProblem, accentShades, contrast, MIN_CONTRAST } from './accent-color.ts';

const LIGHT = '#fcfaf6';
const DARK = '#101514';

describe('an accent colour', () => {
  test.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#767676', '#ffffff', 4.54],
  ])('has the contrast of WCAG: %s on %s', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 1);
  });

  test.each(['#ffcc00', '#ffffff', '#3aa0ff', '#8fd6c2'])('is refused when it is too light: %s', (color) => {
    const problem = accentProblem(color);
    expect(problem).toMatch(/too light: [\d.]+:1/);
    expect(accentProblem(/(#[0-9a-f]{6}) would do/.exec(problem ?? '')?.[1] ?? '')).toBeUndefined();
  });

  test.each(['red', '#12', '#1d5d5', '1d5d50', '#1d5d50;', ''])('is refused when it is none: %p', (color) => {
    expect(accentProblem(color)).toContain('must be a colour');
  });

  test.each(['#1d5d50', '#000000', '#7a0026', '#0b3d91', '#4a148c', '#A2431C'])(
    'is readable in both themes: %s',
    (color) => {
      expect(accentProblem(color)).toBeUndefined();
      const { light, dark } = accentShades(color);
      for (const [shades, surface] of [[light, LIGHT] as const, [dark, DARK] as const]) {
        expect(contrast(shades.primary, surface)).toBeGreaterThanOrEqual(MIN_CONTRAST);
        expect(contrast(shades.onPrimary, shades.primary)).toBeGreaterThanOrEqual(MIN_CONTRAST);
        expect(contrast(shades.onContainer, shades.container)).toBeGreaterThanOrEqual(MIN_CONTRAST);
      }
    },
  );
});
