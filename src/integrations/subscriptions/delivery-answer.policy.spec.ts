import { describe, expect, test } from '@jest/globals';
import { nextTryAfter, outcomeOf } from './delivery-answer.policy.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const answer = (status: number, retryAfter: number | null = null) => ({ status, retryAfter, isCut: false });

describe('the answer of a receiver', () => {
  test.each([
    [200, 'delivered'],
    [201, 'delivered'],
    [204, 'delivered'],
    [301, 'away'],
    [307, 'away'],
    [400, 'refused'],
    [401, 'refused'],
    [404, 'refused'],
    [408, 'away'],
    [410, 'gone'],
    [413, 'refused'],
    [422, 'refused'],
    [425, 'away'],
    [429, 'away'],
    [500, 'away'],
    [503, 'away'],
    [0, 'away'],
    [101, 'away'],
  ])('%s: %s', (status, outcome) => {
    expect(outcomeOf(answer(status))).toBe(outcome);
  });

  test('that says more than is read is none', () => {
    expect(outcomeOf({ ...answer(200), isCut: true })).toBe('away');
  });
});

describe('a receiver that is away', () => {
  const waits = [
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
  ];

  test('is asked after longer and longer waits, more or less', () => {
    waits.forEach((wait, index) => {
      const absence = { failures: index + 1, lastsMs: 0 };
      expect(nextTryAfter(answer(500), absence, 0.5)).toBe(wait);
      expect(nextTryAfter(answer(500), absence, 0)).toBe(Math.round(wait * 0.8));
      expect(nextTryAfter(answer(500), absence, 1)).toBe(Math.round(wait * 1.2));
    });
  });

  test.each([
    ['after all tries and three days: given up', 10, 75 * HOUR_MS, undefined],
    ['after all tries, sooner: asked once more when three days are over', 10, 61 * HOUR_MS, 11 * HOUR_MS],
    ['then given up', 11, 72 * HOUR_MS, undefined],
    ['after three days, with tries left: asked', 9, 90 * HOUR_MS, 24 * HOUR_MS],
  ])('%s', (_what, failures, lastsMs, expected) => {
    expect(nextTryAfter(answer(0), { failures, lastsMs }, 0.5)).toBe(expected);
  });

  test.each([
    [429, 120, 120 * SECOND_MS],
    [503, 120, 120 * SECOND_MS],
    [502, 10_000_000, 24 * HOUR_MS],
    [504, 1, 5 * SECOND_MS],
    [500, 120, 5 * SECOND_MS],
    [301, 120, 5 * SECOND_MS],
  ])('says how long to wait with a %s: %s seconds', (status, seconds, expected) => {
    expect(nextTryAfter(answer(status, seconds), { failures: 1, lastsMs: 0 }, 0.5)).toBe(expected);
  });
});
