/** For how long one wants one's peace. */
export type Pause = 'half-hour' | 'hour' | 'tomorrow';
export const PAUSES: readonly Pause[] = ['half-hour', 'hour', 'tomorrow'];

const MINUTE = 60_000;
/** When a day begins for somebody who wants to be left alone until tomorrow. */
const MORNING = 8;

export function pauseEnd(pause: Pause, now: Date): Date {
  if (pause !== 'tomorrow') return new Date(now.getTime() + (pause === 'hour' ? 60 : 30) * MINUTE);
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING);
}
