import { describe, expect, test } from '@jest/globals';
import { namedSpan } from './search-dates.ts';

/** A Friday. */
const NOW = new Date('2026-11-27T03:00:00Z');
const span = (text: string, timeZone: string, now = NOW) => {
  const found = namedSpan(text, now, timeZone);
  return found && [found.start.toISOString(), found.end.toISOString()];
};

describe('a day in a search', () => {
  test.each([
    ['2026-11-27', 'UTC', '2026-11-27T00:00', '2026-11-28T00:00'],
    ['2026-11-26', 'America/Los_Angeles', '2026-11-26T08:00', '2026-11-27T08:00'],
    ['2026-11-27', 'Asia/Tokyo', '2026-11-26T15:00', '2026-11-27T15:00'],
    ['2026-11-27', 'Asia/Kathmandu', '2026-11-26T18:15', '2026-11-27T18:15'],
    ['today', 'America/Los_Angeles', '2026-11-26T08:00', '2026-11-27T08:00'],
    ['heute', 'Europe/Berlin', '2026-11-26T23:00', '2026-11-27T23:00'],
    ['Yesterday', 'Europe/Berlin', '2026-11-25T23:00', '2026-11-26T23:00'],
    ['GESTERN', 'UTC', '2026-11-26T00:00', '2026-11-27T00:00'],
    ['week', 'UTC', '2026-11-23T00:00', '2026-11-30T00:00'],
    ['last week', 'UTC', '2026-11-16T00:00', '2026-11-23T00:00'],
    ['letzte-woche', 'UTC', '2026-11-16T00:00', '2026-11-23T00:00'],
    ['Monat', 'UTC', '2026-11-01T00:00', '2026-12-01T00:00'],
    ['last month', 'Europe/Berlin', '2026-09-30T22:00', '2026-10-31T23:00'],
    ['last year', 'UTC', '2025-01-01T00:00', '2026-01-01T00:00'],
    ['2026-10', 'UTC', '2026-10-01T00:00', '2026-11-01T00:00'],
    ['2024-2-29', 'UTC', '2024-02-29T00:00', '2024-03-01T00:00'],
    ['2025', 'UTC', '2025-01-01T00:00', '2026-01-01T00:00'],
    ['27.11.2026', 'Europe/Berlin', '2026-11-26T23:00', '2026-11-27T23:00'],
    ['1. 3. 2026', 'UTC', '2026-03-01T00:00', '2026-03-02T00:00'],
    ['vorgestern', 'UTC', '2026-11-25T00:00', '2026-11-26T00:00'],
    ['Friday', 'UTC', '2026-11-27T00:00', '2026-11-28T00:00'],
    ['monday', 'UTC', '2026-11-23T00:00', '2026-11-24T00:00'],
    ['Samstag', 'UTC', '2026-11-21T00:00', '2026-11-22T00:00'],
    ['sonntag', 'America/Los_Angeles', '2026-11-22T08:00', '2026-11-23T08:00'],
    // A day of 23 hours, one of 25, and one that begins at 01:00.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00', '2026-03-29T22:00'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00', '2026-10-25T23:00'],
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00', '2026-09-07T03:00'],
  ])('%s in %s', (text, timeZone, start, end) =>
    expect(span(text, timeZone)).toEqual([`${start}:00.000Z`, `${end}:00.000Z`]),
  );

  test('the week of a Sunday began six days before', () =>
    expect(span('week', 'UTC', new Date('2026-11-29T12:00:00Z'))?.[0]).toBe('2026-11-23T00:00:00.000Z'));

  test.each([
    'noon',
    '2026-02-30',
    '2026-13',
    '2026-00-01',
    '0000',
    '',
    '20261127',
    '27/11/2026',
    '32.11.2026',
    '30.2.2026',
    'someday',
    'constructor',
  ])('is not %j', (text) => expect(span(text, 'UTC')).toBeNull());
});
