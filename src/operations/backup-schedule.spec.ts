import { expect, test } from '@jest/globals';
import { lastDue, surplus } from './backup-schedule.ts';

test.each([
  ['2026-03-01T02:00:00Z', '02:00', '2026-03-01T02:00:00.000Z'],
  ['2026-03-01T01:59:59Z', '02:00', '2026-02-28T02:00:00.000Z'],
  ['2026-03-01T23:59:00Z', '00:00', '2026-03-01T00:00:00.000Z'],
])('at %s, of daily backups at %s the last was due at %s', (now, at, due) => {
  expect(lastDue(new Date(now), at).toISOString()).toBe(due);
});

test('the oldest go', () => {
  expect(surplus(['a', 'b', 'c'], 2)).toEqual(['a']);
  expect(surplus(['a'], 2)).toEqual([]);
});
