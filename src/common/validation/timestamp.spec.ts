import { describe, expect, test } from '@jest/globals';
import { isTimestamp } from './timestamp.ts';

describe('a timestamp', () => {
  test.each([
    '2026-11-20',
    '2024-02-29',
    '2026-11-20T08:30Z',
    '2026-11-20T08:30:00Z',
    '2026-11-20T08:30:00.123456Z',
    '2026-11-20T08:30:00.000+05:30',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
  ])('%s is one', (text) => expect(isTimestamp(text)).toBe(true));

  test.each([
    ['a week date', '2026-W10-1'],
    ['a week', '2026-W10'],
    ['an ordinal date', '2026-123'],
    ['without hyphens', '20261120T083000Z'],
    ['the year 0', '0000-01-01T00:00:00Z'],
    ['a year of five digits', '99999-01-01T00:00:00Z'],
    ['a year with a sign', '+012026-01-01T00:00:00Z'],
    ['midnight at the end of a day', '2026-11-20T24:00:00Z'],
    ['a leap second', '2026-12-31T23:59:60Z'],
    ['the 30th of February', '2026-02-30'],
    ['the 29th of February of a common year', '2026-02-29T00:00:00Z'],
    ['the month 13', '2026-13-01'],
    ['an offset of 16 hours', '2026-11-20T08:30:00+16:00'],
    ['no offset', '2026-11-20T08:30:00'],
    ['a space', '2026-11-20 08:30:00Z'],
    ['words after it', '2026-11-20T08:30:00Z BC'],
    ['a line feed after it', '2026-11-20\n'],
    ['NUL', '2026-11-20T08:30:00Z\u0000'],
    ['a number', 5],
    ['a list', ['2026-11-20']],
    ['null', null],
  ])('%s is none', (_, value) => expect(isTimestamp(value)).toBe(false));
});
