import type { Preferences, QuietHours } from './users.dto.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Why notifications of a person are silent at this moment; null when they are not. */
export function quietReason({ dndUntil, quietHours }: Preferences, now: Date): 'paused' | 'quiet_hours' | null {
  if (dndUntil && now < new Date(dndUntil)) return 'paused';
  return quietHours && isWithin(quietHours, now) ? 'quiet_hours' : null;
}

/** Until when notifications of a person are silent; null when they are not at this moment. */
export function pausedUntil(preferences: Preferences, now: Date): Date | null {
  const reason = quietReason(preferences, now);
  if (!reason) return null;
  const { dndUntil, quietHours } = preferences;
  if (reason === 'paused' && dndUntil) return new Date(dndUntil);
  return quietHours ? endOf(quietHours, now) : null;
}

/** The next time that the clock of the zone shows `to`; an hour off in the night when the clocks change. */
function endOf({ to, timeZone }: QuietHours, now: Date): Date {
  const minutes = (minutesOf(to) - minutesOf(timeFormatOf(timeZone).format(now)) + DAY_MINUTES) % DAY_MINUTES;
  const minuteStart = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  return new Date(minuteStart + (minutes || DAY_MINUTES) * MINUTE_MS);
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

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
