import { describe, expect, it } from 'vitest';
import { fieldValueOf, momentOf, type StatusEnd } from './status-ends.ts';

/** A Friday. */
const NOW = new Date(2026, 10, 20, 16, 5);

describe('the end of a status', () => {
  it.each<[StatusEnd, Date | null]>([
    ['never', null],
    ['half-hour', new Date(2026, 10, 20, 16, 35)],
    ['hour', new Date(2026, 10, 20, 17, 5)],
    ['four-hours', new Date(2026, 10, 20, 20, 5)],
    ['today', new Date(2026, 10, 21)],
    ['week', new Date(2026, 10, 23)],
  ])('%s', (end, moment) => expect(momentOf(end, '', NOW)).toEqual(moment));

  it.each([
    ['a Sunday', new Date(2026, 10, 22, 23, 59)],
    ['a Monday', new Date(2026, 10, 16, 0, 0)],
  ])('of this week on %s', (_, now) => expect(momentOf('week', '', now)).toEqual(new Date(2026, 10, 23)));

  it('of today is midnight, also in the night', () =>
    expect(momentOf('today', '', new Date(2026, 11, 31, 23, 59))).toEqual(new Date(2027, 0, 1)));

  it('that is picked is in the future', () => {
    expect(momentOf('pick', '2026-11-20T16:06', NOW)).toEqual(new Date(2026, 10, 20, 16, 6));
    expect(momentOf('pick', '2026-11-20T16:05', NOW)).toBeUndefined();
    expect(momentOf('pick', '', NOW)).toBeUndefined();
  });

  it('is shown in its field as it was picked', () =>
    expect(fieldValueOf(new Date(2026, 0, 5, 9, 7))).toBe('2026-01-05T09:07'));
});
