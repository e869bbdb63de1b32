import { expect, it } from 'vitest';
import { endOf } from './notification-pauses.ts';

it('pauses for a while or until the morning', () => {
  const now = new Date(2026, 10, 30, 23, 50);
  expect(endOf('half-hour', now)).toEqual(new Date(2026, 11, 1, 0, 20));
  expect(endOf('hour', now)).toEqual(new Date(2026, 11, 1, 0, 50));
  expect(endOf('tomorrow', now)).toEqual(new Date(2026, 11, 1, 8, 0));
});
