import { expect, it } from 'vitest';
import { rowAfter, withRow } from './list-keys.ts';

const shown = { first: 10, last: 18, count: 40 };

it('starts with the visible rows', () => {
  expect(rowAfter('ArrowUp', null, shown)).toBe(18);
  expect(rowAfter('ArrowDown', null, shown)).toBe(10);
});

it('goes row by row, page by page, and to both ends', () => {
  expect(rowAfter('ArrowUp', 18, shown)).toBe(17);
  expect(rowAfter('ArrowDown', 17, shown)).toBe(18);
  expect(rowAfter('PageUp', 18, shown)).toBe(10);
  expect(rowAfter('PageDown', 18, shown)).toBe(26);
  expect(rowAfter('Home', 18, shown)).toBe(0);
  expect(rowAfter('End', 18, shown)).toBe(39);
});

it('stays inside, but leads to the composer below the last row', () => {
  expect(rowAfter('ArrowUp', 0, shown)).toBe(0);
  expect(rowAfter('PageUp', 3, shown)).toBe(0);
  expect(rowAfter('PageDown', 39, shown)).toBe(39);
  expect(rowAfter('ArrowDown', 39, shown)).toBe('out');
});

it('leaves other keys, and an empty list, alone', () => {
  expect(rowAfter('a', 3, shown)).toBeNull();
  expect(rowAfter('ArrowUp', null, { first: 0, last: 0, count: 0 })).toBeNull();
});

it('keeps a row among those that are rendered', () => {
  expect(withRow([4, 5, 6], 12)).toEqual([4, 5, 6, 12]);
  expect(withRow([4, 5, 6], 2)).toEqual([2, 4, 5, 6]);
  expect(withRow([4, 5, 6], 5)).toEqual([4, 5, 6]);
  expect(withRow([4, 5, 6], null)).toEqual([4, 5, 6]);
});
