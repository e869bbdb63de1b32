import { expect, it } from 'vitest';
import { pictureSize } from './picture-size.ts';

it.each([
  ['fits as it is', [200, 100], { width: 200, ratio: '200 / 100', cut: false }],
  ['is as wide as may be', [3600, 1800], { width: 360, ratio: '3600 / 1800', cut: false }],
  ['is as high as may be', [600, 1200], { width: 150, ratio: '600 / 1200', cut: false }],
  ['is a tower', [200, 6000], { width: 48, ratio: '48 / 300', cut: true }],
  ['is a ribbon', [6000, 20], { width: 360, ratio: '360 / 48', cut: true }],
  ['is a dot', [16, 16], { width: 48, ratio: '48 / 48', cut: false }],
  ['is of unknown size', [null, null], { width: 360, ratio: '4 / 3', cut: false }],
] as const)('a picture that %s', (_, [width, height], expected) => {
  expect(pictureSize(width, height)).toEqual(expected);
});
