import type { Preferences, QuietHours } from '../users/users.dto.ts';

/** Whether somebody does not want to be disturbed at this moment. */
export const isQuietTime = ({ dndUntil, quietHours }: Preferences, now: Date): boolean =>
  (dndUntil ? now < new Date(dndUntil) : false) || (quietHours ? isWithin(quietHours, now) : false);

function isWithin({ from, to, timeZone }: QuietHours, now: Date): boolean {
  const time = clockOf(timeZone).format(now);
  // From evening to morning is everything but the day between; from an hour to the same hour is the whole day.
  return from < to ? from <= time && time < to : from <= time || time < to;
}

/** Making one costs more than asking it, and many people live in one zone. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  return clock;
}
