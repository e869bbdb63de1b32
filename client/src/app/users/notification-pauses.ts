/** How long notifications are paused. */
export type Pause = 'half-hour' | 'hour' | 'tomorrow';
export const PAUSES: readonly Pause[] = ['half-hour', 'hour', 'tomorrow'];

const MINUTE_MS = 60_000;
/** Hours after midnight at which a pause until tomorrow ends, in local time. */
const MORNING_HOURS = 8;

export function pauseEnd(pause: Pause, now: Date): Date {
  if (pause !== 'tomorrow') return new Date(now.getTime() + (pause === 'hour' ? 60 : 30) * MINUTE_MS);
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOURS);
}
