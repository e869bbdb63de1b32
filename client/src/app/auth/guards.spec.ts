import { expect, it } from 'vitest';
import { safeNext } from './guards.ts';

it.each([
  ['/rooms/1', '/rooms/1'],
  ['/rooms/1?at=3#x', '/rooms/1?at=3#x'],
  ['//evil.example', '/rooms'],
  ['/\t/evil.example', '/rooms'],
  ['/\n/evil.example', '/rooms'],
  ['/\r\\evil.example', '/rooms'],
  ['/.//evil.example', '/rooms'],
  ['/rooms/..//evil.example', '/rooms'],
  ['/%2e//evil.example', '/rooms'],
  ['\t//evil.example', '/rooms'],
  ['javascript:alert(1)', '/rooms'],
  ['//[', '/rooms'],
  ['/\\evil.example', '/rooms'],
  ['https://evil.example', '/rooms'],
  [undefined, '/rooms'],
])('after signing in, %s leads to %s', (next, where) => {
  expect(safeNext(next)).toBe(where);
});
