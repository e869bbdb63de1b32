/** A span of time: from `start` until before `end`. */
export interface TimeSpan {
  start: Date;
  end: Date;
}

const DAY_MS = 86_400_000;

/** Relative words, in English and German. */
const WORDS = new Map(
  Object.entries({
    today: 'day 0',
    heute: 'day 0',
    yesterday: 'day -1',
    gestern: 'day -1',
    vorgestern: 'day -2',
    week: 'week 0',
    'this week': 'week 0',
    woche: 'week 0',
    'diese woche': 'week 0',
    'last week': 'week -1',
    'letzte woche': 'week -1',
    month: 'month 0',
    'this month': 'month 0',
    monat: 'month 0',
    'diesen monat': 'month 0',
    'dieser monat': 'month 0',
    'last month': 'month -1',
    'letzten monat': 'month -1',
    'letzter monat': 'month -1',
    year: 'year 0',
    'this year': 'year 0',
    jahr: 'year 0',
    'dieses jahr': 'year 0',
    'last year': 'year -1',
    'letztes jahr': 'year -1',
  }),
);

/** From Monday on, in English and German. */
const WEEKDAYS = [
  ['monday', 'montag'],
  ['tuesday', 'dienstag'],
  ['wednesday', 'mittwoch'],
  ['thursday', 'donnerstag'],
  ['friday', 'freitag'],
  ['saturday', 'samstag', 'sonnabend'],
  ['sunday', 'sonntag'],
];

/**
 * The span that a text names in a time zone: a day, month or year (`2026-11-20`, `20.11.2026`, `2026-11`, `2026`) or a word
 * for one (today, yesterday, week, last month; in English and German). A weekday is the last one, today included. Weeks begin
 * on Monday. Null for anything else.
 * @param timeZone an IANA name
 */
export function namedSpan(text: string, now: Date, timeZone: string): TimeSpan | null {
  const [year, month, day] = calendarDay(now, timeZone);
  const at = (...parts: [number, number, number]) => startOfDay(...parts, timeZone);
  const words = text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
  const [unit, distance = '0'] = WORDS.get(words)?.split(' ') ?? [];
  const sinceMonday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
  const weekday = WEEKDAYS.findIndex((names) => names.includes(words));
  if (weekday >= 0) {
    const last = day - ((sinceMonday - weekday + 7) % 7);
    return { start: at(year, month, last), end: at(year, month, last + 1) };
  }
  const by = Number(distance);
  if (unit === 'day') return { start: at(year, month, day + by), end: at(year, month, day + by + 1) };
  if (unit === 'month') return { start: at(year, month + by, 1), end: at(year, month + by + 1, 1) };
  if (unit === 'year') return { start: at(year + by, 1, 1), end: at(year + by + 1, 1, 1) };
  if (unit === 'week') {
    const monday = day - sinceMonday + 7 * by;
    return { start: at(year, month, monday), end: at(year, month, monday + 7) };
  }
  return writtenSpan(text, at);
}

function writtenSpan(text: string, at: (...parts: [number, number, number]) => Date): TimeSpan | null {
  // A day with dots begins with the day in every language that writes it so; with slashes it may be either.
  const sorted = text.trim().replace(/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/, '$3-$2-$1');
  const written = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(sorted);
  if (!written) return null;
  const year = Number(written[1]);
  if (year < 1) return null;
  if (!written[2]) return { start: at(year, 1, 1), end: at(year + 1, 1, 1) };
  const month = Number(written[2]);
  if (month < 1 || month > 12) return null;
  if (!written[3]) return { start: at(year, month, 1), end: at(year, month + 1, 1) };
  const day = Number(written[3]);
  const exists = day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  return exists ? { start: at(year, month, day), end: at(year, month, day + 1) } : null;
}

/** Year, month (from 1) and day of a time in a time zone. */
function calendarDay(time: Date, timeZone: string): [year: number, month: number, day: number] {
  const shifted = new Date(time.getTime() + offsetMs(time, timeZone));
  return [shifted.getUTCFullYear(), shifted.getUTCMonth() + 1, shifted.getUTCDate()];
}

/** The first moment of a day; it is not midnight where the clock is put forward then. A day beyond the month counts on. */
function startOfDay(year: number, month: number, day: number, timeZone: string): Date {
  const midnight = Date.UTC(year, month - 1, day);
  const isOfDay = (time: Date) => time.getTime() + offsetMs(time, timeZone) >= midnight;
  // The offset may change on this day: the one before and the one after it are tried, the earlier moment first.
  const candidates = [-DAY_MS, DAY_MS]
    .map((distance) => midnight - offsetMs(new Date(midnight + distance), timeZone))
    .toSorted((a, b) => a - b)
    .map((time) => new Date(time));
  return candidates.find(isOfDay) ?? new Date(midnight);
}

/** What is added to UTC in a time zone at a time. */
function offsetMs(time: Date, timeZone: string): number {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(time);
  const offset = /GMT([+-])(\d\d):(\d\d)/.exec(name.find(({ type }) => type === 'timeZoneName')?.value ?? '');
  if (!offset) return 0;
  const [, sign, hours, minutes] = offset;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
