import { describe, expect, test } from '@jest/globals';
import { retryAfterOf } from './retry-after.ts';

describe('Retry-After', () => {
  test.each([
    [undefined, null],
    ['', null],
    ['soon', null],
    ['0', 0],
    ['120', 120],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ])('%s: %s seconds', (value, seconds) => {
    expect(retryAfterOf(value)).toBe(seconds);
  });

  test('may be a time', () => {
    const seconds = retryAfterOf(new Date(Date.now() + 3_600_000).toUTCString());
    expect(seconds).toBeGreaterThan(3_500);
    expect(seconds).toBeLessThanOrEqual(3_600);
  });
});
