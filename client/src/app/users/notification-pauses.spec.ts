import { expect, it } from 'vitest';
import { pauseEnd } from './notification-pauses.ts';

it('pauses for a while or until the morning', () => {
  const now = new Date(2026, 10, 30, 23, 50);
  expect(pauseEnd('half-hour', now)).toEqual(new Date(2026, 11, 1, 0, 20));
  expect(pauseEnd('hour', now)).toEqual(new Date(2026, 11, 1, 0, 50));
  expect(pauseEnd('tomorrow', now)).toEqual(new Date(2026, 11, 1, 8, 0));
});
