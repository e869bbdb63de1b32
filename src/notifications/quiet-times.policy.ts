import type { Preferences, QuietHours } from '../users/users.dto.ts';

/** Whether notifications of a person are silent at this moment. */
export const isQuietTime = ({ dndUntil, quietHours }: Preferences, now: Date): boolean =>
  (dndUntil ? now < new Date(dndUntil) : false) || (quietHours ? isWithin(quietHours, now) : false);

function isWithin({ from, to, timeZone }: QuietHours, now: Date): boolean {
  const time = timeFormatOf(timeZone).format(now);
  // From evening to morning is everything but the day between; from an hour to the same hour is the whole day.
  return from < to ? from <= time && time < to : from <= time || time < to;
}

/** By time zone: making a format costs more than using it, and many people share a zone. */
const timeFormats = new Map<string, Intl.DateTimeFormat>();

function timeFormatOf(timeZone: string): Intl.DateTimeFormat {
  const known = timeFormats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  timeFormats.set(timeZone, format);
  return format;
}
