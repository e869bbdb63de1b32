import { expect, it } from 'vitest';
import { recordingGesture } from './recording-gesture.ts';

it.each([
  [0, 0, 'keep'],
  [40, -30, 'keep'],
  [-80, 10, 'discard'],
  [120, -60, 'discard'],
  [10, -60, 'lock'],
  [-90, -140, 'lock'],
  [0, 200, 'keep'],
] as const)('a finger %i to the side and %i down means to %s', (x, y, slide) => {
  expect(recordingGesture(x, y)).toBe(slide);
});
