/** When a message is sent. */
export type ScheduleTime = 'today' | 'tomorrow' | 'monday';

const HOUR_MS = 3_600_000;
const MORNING_HOURS = 9;
const EVENING_HOURS = 20;

/**
 * What is offered now, in the reader's time zone: at the next full hour but one as long as that is no night, tomorrow and
 * Monday at nine, and Monday only where it is another day.
 */
export function scheduleTimes(now: Date): { time: ScheduleTime; at: Date }[] {
  const morning = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING_HOURS);
  const later = new Date(now.getTime() + 2 * HOUR_MS);
  later.setMinutes(0, 0, 0);
  const isToday = later.getDate() === now.getDate() && later.getHours() <= EVENING_HOURS;
  // Of a week that begins on Sunday, day 0.
  const daysToMonday = ((7 - now.getDay()) % 7) + 1;
  return [
    ...(isToday ? [{ time: 'today' as const, at: later }] : []),
    { time: 'tomorrow', at: morning(1) },
    ...(daysToMonday > 1 ? [{ time: 'monday' as const, at: morning(daysToMonday) }] : []),
  ];
}
