/** When to be reminded. */
export type ReminderTime = 'minutes' | 'hour' | 'hours' | 'tomorrow' | 'monday';

const MINUTE_MS = 60_000;
const MORNING_HOURS = 9;

/** What is offered now, in the reader's time zone: tomorrow and Monday at nine, and Monday only where it is another day. */
export function reminderTimes(now: Date): { time: ReminderTime; at: Date }[] {
  const morning = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING_HOURS);
  const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * MINUTE_MS);
  // Of a week that begins on Sunday, day 0.
  const daysToMonday = ((7 - now.getDay()) % 7) + 1;
  return [
    { time: 'minutes', at: inMinutes(20) },
    { time: 'hour', at: inMinutes(60) },
    { time: 'hours', at: inMinutes(180) },
    { time: 'tomorrow', at: morning(1) },
    ...(daysToMonday > 1 ? [{ time: 'monday' as const, at: morning(daysToMonday) }] : []),
  ];
}

const twoDigits = (part: number): string => String(part).padStart(2, '0');

/** A time as a field for date and time writes it, in the reader's time zone. */
export const localDateTime = (at: Date): string =>
  `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}T${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
