import { scheduleTimes } from './schedule-times.ts';

const offered = (now: string) =>
  scheduleTimes(new Date(now)).map(
    ({ time, at }) => `${time} ${at.toDateString()} ${at.getHours()}:${at.getMinutes()}`,
  );

describe('the times to send a message', () => {
  it('are later today, tomorrow and Monday morning', () =>
    expect(offered('2026-11-25T14:20:00')).toEqual([
      'today Wed Nov 25 2026 16:0',
      'tomorrow Thu Nov 26 2026 9:0',
      'monday Mon Nov 30 2026 9:0',
    ]));
  it('are not in the night', () =>
    expect(offered('2026-11-25T22:20:00')).toEqual(['tomorrow Thu Nov 26 2026 9:0', 'monday Mon Nov 30 2026 9:0']));
  it('name Monday once on a Sunday', () =>
    expect(offered('2026-11-29T20:00:00')).toEqual(['tomorrow Mon Nov 30 2026 9:0']));
});
