import { describe, expect, test } from 'vitest';
import { cropped, dragged } from './crop.ts';

const wide = { width: 400, height: 200 };
const middle = { x: 0.5, y: 0.5 };

describe('the square of a picture', () => {
  test('is as large as the shorter side, and in the middle', () =>
    expect(cropped(wide, 1, middle)).toEqual({ x: 100, y: 0, side: 200 }));

  test('is smaller the larger the zoom', () => expect(cropped(wide, 2, middle)).toEqual({ x: 150, y: 50, side: 100 }));

  test.each([
    [
      { x: 0, y: 0 },
      { x: 0, y: 0 },
    ],
    [
      { x: 1, y: 1 },
      { x: 300, y: 100 },
    ],
  ])('stays inside the picture for the centre %o', (centre, corner) =>
    expect(cropped(wide, 2, centre)).toEqual({ ...corner, side: 100 }),
  );

  test('follows the finger: the picture goes right, so the part left of it comes into view', () => {
    const centre = dragged(wide, 1, middle, { x: 50, y: 0 }, 100);
    expect(cropped(wide, 1, centre)).toEqual({ x: 0, y: 0, side: 200 });
  });

  test('does not have to be dragged back from beyond the edge', () => {
    const far = dragged(wide, 1, middle, { x: 5000, y: 0 }, 100);
    expect(cropped(wide, 1, dragged(wide, 1, far, { x: -50, y: 0 }, 100)).x).toBe(100);
  });
});
