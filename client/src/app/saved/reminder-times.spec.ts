import { describe, expect, it } from 'vitest';
import { localDateTime, reminderTimes } from './reminder-times.ts';

const offered = (now: string) => reminderTimes(new Date(now)).map(({ time, at }) => `${time} ${localDateTime(at)}`);

describe('times to be reminded at', () => {
  it('are near, tomorrow at nine, and next Monday at nine', () => {
    // A Friday.
    expect(offered('2026-11-20T16:50:30')).toEqual([
      'minutes 2026-11-20T17:10',
      'hour 2026-11-20T17:50',
      'hours 2026-11-20T19:50',
      'tomorrow 2026-11-21T09:00',
      'monday 2026-11-23T09:00',
    ]);
  });

  it('name Monday only where it is not tomorrow, and on a Monday the next one', () => {
    expect(offered('2026-11-22T10:00:00').at(-1)).toBe('tomorrow 2026-11-23T09:00');
    expect(offered('2026-11-23T08:00:00').at(-1)).toBe('monday 2026-11-30T09:00');
  });
});
