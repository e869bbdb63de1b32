import { expect, it } from 'vitest';
import { safeNext } from './guards.ts';

it.each([
  ['/rooms/1', '/rooms/1'],
  ['//evil.example', '/rooms'],
  ['/\\evil.example', '/rooms'],
  ['https://evil.example', '/rooms'],
  [undefined, '/rooms'],
])('after signing in, %s leads to %s', (next, where) => {
  expect(safeNext(next)).toBe(where);
});
