/** When a status is over, as its owner chooses it. */
export const STATUS_ENDS = ['never', 'half-hour', 'hour', 'four-hours', 'today', 'week', 'pick'] as const;
export type StatusEnd = (typeof STATUS_ENDS)[number];

const MINUTE_MS = 60_000;
const MINUTES: Partial<Record<StatusEnd, number>> = { 'half-hour': 30, hour: 60, 'four-hours': 240 };
const DAYS_OF_WEEK = 7;

/**
 * The moment of an end, by the clock of this device: that of the owner.
 * @param picked the value of a field of type `datetime-local`
 * @returns null for a status that stays; undefined for a picked time that is none, or is over
 */
export function momentOf(end: StatusEnd, picked: string, now: Date): Date | null | undefined {
  if (end === 'never') return null;
  const minutes = MINUTES[end];
  if (minutes !== undefined) return new Date(now.getTime() + minutes * MINUTE_MS);
  if (end === 'today') return midnightIn(1, now);
  // Until Monday begins.
  if (end === 'week') return midnightIn(DAYS_OF_WEEK - ((now.getDay() + 6) % DAYS_OF_WEEK), now);
  const moment = new Date(picked);
  return moment > now ? moment : undefined;
}

const midnightIn = (days: number, now: Date): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);

/** A moment as the value of a field of type `datetime-local`. */
export function fieldValueOf(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join('-');
  return `${date}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** Statuses of every day, with the end that most people give them. */
export const STATUS_PRESETS = [
  { key: 'meeting', emoji: '📅', end: 'hour' },
  { key: 'lunch', emoji: '🍽️', end: 'hour' },
  { key: 'commuting', emoji: '🚌', end: 'half-hour' },
  { key: 'focus', emoji: '🎧', end: 'four-hours' },
  { key: 'remote', emoji: '🏠', end: 'today' },
  { key: 'sick', emoji: '🤒', end: 'today' },
  { key: 'holiday', emoji: '🌴', end: 'week' },
] as const satisfies readonly { key: string; emoji: string; end: StatusEnd }[];
