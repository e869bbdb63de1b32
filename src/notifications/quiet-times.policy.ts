import type { Preferences, QuietHours } from '../users/users.dto.ts';

/** Whether notifications of a person are silent at this moment. */
export const isQuietTime = ({ dndUntil, quietHours }: Preferences, now: Date): boolean =>
  (dndUntil ? now < new Date(dndUntil) : false) || (quietHours ? isWithin(quietHours, now) : false);

function isWithin({ from, to, timeZone }: QuietHours, now: Date): boolean {
  const time = timeFormatOf(timeZone).format(now);
  // From evening to morning is everything but the day between; from an hour to the same hour is the whole day.
  return from < to ? from <= time && time < to : from <= time || time < to;
}

/** More zones than there are names of; upper and lower case and offsets make many more spellings. */
export const MAX_TIME_FORMATS = 600;
/** By time zone: making a format costs more than using it, and many people share a zone. */
const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** Of the bounded cache. */
export const cachedTimeFormats = (): number => timeFormats.size;

function timeFormatOf(timeZone: string): Intl.DateTimeFormat {
  const known = timeFormats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const [oldest] = timeFormats.keys();
  if (timeFormats.size >= MAX_TIME_FORMATS && oldest !== undefined) timeFormats.delete(oldest);
  timeFormats.set(timeZone, format);
  return format;
}
