import { describe, expect, it } from 'vitest';
import { hoursAhead, isLateThere } from './time-zones.ts';

const WINTER = Date.parse('2026-01-15T18:12:00Z');
const SUMMER = Date.parse('2026-07-15T18:12:00Z');

describe('the time of another person', () => {
  it.each([
    ['Asia/Tokyo', 'Europe/Berlin', WINTER, 8],
    ['Asia/Tokyo', 'Europe/Berlin', SUMMER, 7],
    ['America/New_York', 'Europe/Berlin', WINTER, -6],
    ['Asia/Kolkata', 'UTC', WINTER, 5.5],
    ['Europe/Paris', 'Europe/Berlin', WINTER, 0],
    ['Mars/Base', 'UTC', WINTER, null],
  ])('%s as seen from %s', (there, here, at, hours) => expect(hoursAhead(there, here, at)).toBe(hours));

  it.each([
    ['at night', 'Asia/Tokyo', true],
    ['by day', 'America/New_York', false],
    ['on the same clock', 'Europe/Berlin', false],
    ['in a zone that is not known', 'Mars/Base', false],
  ])('is late: %s', (_, there, isLate) => {
    expect(isLateThere(there, 'Europe/Berlin', WINTER)).toBe(isLate);
  });

  it('is late from ten in the evening until eight in the morning', () => {
    const late = (time: string) => isLateThere('UTC', 'Asia/Tokyo', Date.parse(`2026-01-15T${time}:00Z`));
    expect(['21:59', '22:00', '00:00', '07:59', '08:00'].map(late)).toEqual([false, true, true, true, false]);
  });
});
