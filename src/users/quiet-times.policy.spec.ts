import { describe, expect, test } from '@jest/globals';
import type { Preferences } from './users.dto.ts';
import { cachedTimeFormats, MAX_TIME_FORMATS, pausedUntil, quietReason } from './quiet-times.policy.ts';

const night = { from: '22:00', to: '07:30', timeZone: 'Europe/Berlin' };
const lunch = { from: '12:00', to: '13:00', timeZone: 'UTC' };

describe('a member wants quiet', () => {
  test.each<[string, Preferences, string, boolean]>([
    ['not by itself', {}, '2026-01-15T12:00:00Z', false],
    ['until a time', { dndUntil: '2026-01-15T12:00:00Z' }, '2026-01-15T11:59:59Z', true],
    ['not after it', { dndUntil: '2026-01-15T12:00:00Z' }, '2026-01-15T12:00:00Z', false],
    ['not when it was taken back', { dndUntil: null, quietHours: null }, '2026-01-15T12:00:00Z', false],
    ['from an hour on', { quietHours: lunch }, '2026-01-15T12:00:00Z', true],
    ['not a minute before', { quietHours: lunch }, '2026-01-15T11:59:59Z', false],
    ['not when it ends', { quietHours: lunch }, '2026-01-15T13:00:00Z', false],
    ['past midnight', { quietHours: night }, '2026-01-15T23:30:00Z', true],
    ['not by day', { quietHours: night }, '2026-01-15T12:00:00Z', false],
    ['by winter time', { quietHours: night }, '2026-01-15T21:00:00Z', true],
    ['not an hour too early in winter', { quietHours: night }, '2026-01-15T20:59:00Z', false],
    ['by summer time', { quietHours: night }, '2026-07-15T20:00:00Z', true],
    ['not after seven thirty in summer', { quietHours: night }, '2026-07-15T05:30:00Z', false],
    ['all day', { quietHours: { ...lunch, to: '12:00' } }, '2026-01-15T03:00:00Z', true],
  ])('%s', (_, preferences, now, quiet) => expect(quietReason(preferences, new Date(now)) !== null).toBe(quiet));
});

test.each<[string, Preferences, string, string | null]>([
  ['a pause', { dndUntil: '2026-01-15T14:00:00Z' }, '2026-01-15T12:00:30Z', '2026-01-15T14:00:00Z'],
  [
    'a pause that is longer than quiet hours',
    { dndUntil: '2026-01-15T14:00:00Z', quietHours: lunch },
    '2026-01-15T12:00:30Z',
    '2026-01-15T14:00:00Z',
  ],
  ['quiet hours', { quietHours: lunch }, '2026-01-15T12:10:30Z', '2026-01-15T13:00:00Z'],
  ['a night, before midnight', { quietHours: night }, '2026-01-15T22:30:00Z', '2026-01-16T06:30:00Z'],
  ['a night, after midnight', { quietHours: night }, '2026-07-15T00:30:00Z', '2026-07-15T05:30:00Z'],
  [
    'a whole day, when it begins anew',
    { quietHours: { ...lunch, to: '12:00' } },
    '2026-01-15T12:00:00Z',
    '2026-01-16T12:00:00Z',
  ],
  ['no pause', { quietHours: lunch }, '2026-01-15T13:00:00Z', null],
])('the end of %s', (_, preferences, now, end) =>
  expect(pausedUntil(preferences, new Date(now))).toEqual(end === null ? null : new Date(end)),
);

describe('the formats of time zones', () => {
  /** Europe/Berlin with some of its letters in upper case. */
  const spelling = (which: number) =>
    [...'europe/berlin'].map((letter, place) => ((which >> place) & 1 ? letter.toUpperCase() : letter)).join('');

  test('are not kept for every spelling', () => {
    const now = new Date('2026-01-15T23:30:00Z');
    for (let which = 0; which < 1_000; which++)
      expect(quietReason({ quietHours: { ...night, timeZone: spelling(which) } }, now)).toBe('quiet_hours');
    expect(cachedTimeFormats()).toBeLessThanOrEqual(MAX_TIME_FORMATS);
  });
});
