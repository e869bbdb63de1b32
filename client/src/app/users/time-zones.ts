const MINUTE_MS = 60_000;
/** By the clock of the other person: between these a message may wake them. */
const LATE_FROM_HOURS = 22;
const LATE_UNTIL_HOURS = 8;

/** The zone of this device. */
export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Minutes by which the clock of a zone is ahead of UTC; null for a zone that this browser does not know. */
export function offsetOf(timeZone: string, at: number): number | null {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    }).formatToParts(at);
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
    const there = Date.UTC(number('year'), number('month') - 1, number('day'), number('hour'), number('minute'));
    return (there - Math.floor(at / MINUTE_MS) * MINUTE_MS) / MINUTE_MS;
  } catch {
    return null;
  }
}

/** Hours by which the clock of a zone is ahead of that of another; null where one of them is not known. */
export function hoursAhead(timeZone: string, of: string, at: number): number | null {
  const [there, here] = [offsetOf(timeZone, at), offsetOf(of, at)];
  return there === null || here === null ? null : (there - here) / 60;
}

/** Whether it is late there, by a clock that is not the reader's. */
export function isLateThere(timeZone: string, own: string, at: number): boolean {
  const ahead = hoursAhead(timeZone, own, at);
  const offset = offsetOf(timeZone, at);
  if (!ahead || offset === null) return false;
  const hour = new Date(at + offset * MINUTE_MS).getUTCHours();
  return hour >= LATE_FROM_HOURS || hour < LATE_UNTIL_HOURS;
}
