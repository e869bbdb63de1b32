import { describe, expect, test } from '@jest/globals';
import { type AnsweredPush, outcomeOf } from './push-answer.policy.ts';

const first: AnsweredPush = { tries: 1, isShortened: false, hasOldKey: false, failures: 0 };
/** Without jitter. */
const MIDDLE = 0.5;
const after = (status: number, push: Partial<AnsweredPush> = {}, retryAfter: number | null = null) =>
  outcomeOf({ status, retryAfter }, { ...first, ...push }, MIDDLE);

test.each([200, 201, 202, 204])('%i: sent', (status) => expect(after(status)).toEqual({ kind: 'sent' }));
test.each([404, 410])('%i: the device is gone', (status) => expect(after(status)).toEqual({ kind: 'gone' }));

test('413: once more without the words, then given up', () => {
  expect(after(413)).toEqual({ kind: 'shorten' });
  expect(after(413, { isShortened: true })).toEqual({ kind: 'drop', reason: 'too_large', isFailure: false });
});

describe('tried again', () => {
  test.each([0, 429, 500, 502, 503, 599])('after %i', (status) =>
    expect(after(status)).toEqual({ kind: 'retry', afterMs: 4_000 }),
  );

  test.each([
    [1, null, 4_000],
    [2, null, 8_000],
    [5, null, 64_000],
    [8, null, 300_000],
    [1_000, null, 300_000],
    [1, 60, 60_000],
    [5, 10, 64_000],
    [1, 3_600, 3_600_000],
  ])('try %i, Retry-After %p: in %i ms', (tries, retryAfter, afterMs) =>
    expect(after(503, { tries }, retryAfter)).toEqual({ kind: 'retry', afterMs }),
  );

  test('up to a fifth sooner or later', () => {
    const waits = [0, 1].map((random) => outcomeOf({ status: 503, retryAfter: null }, first, random));
    expect(waits).toEqual([
      { kind: 'retry', afterMs: 3_200 },
      { kind: 'retry', afterMs: 4_800 },
    ]);
  });
});

describe('not again for this message', () => {
  test.each([300, 301, 302, 307, 308, 402, 405, 409, 415, 418, 451])('%i', (status) =>
    expect(after(status, { failures: 9 })).toEqual({ kind: 'drop', reason: 'refused', isFailure: false }),
  );

  test.each([400, 401, 403])('%i: counted, the fifth in a row gives the device up', (status) => {
    const outcomes = [0, 1, 2, 3, 4].map((failures) => after(status, { failures }));
    const counted = { kind: 'drop', reason: 'refused', isFailure: true };
    expect(outcomes).toEqual([counted, counted, counted, counted, { kind: 'gone' }]);
  });

  test.each([400, 401, 403])('%i with a former key: not counted', (status) =>
    expect(after(status, { hasOldKey: true, failures: 9 })).toEqual({
      kind: 'drop',
      reason: 'stale_key',
      isFailure: false,
    }),
  );
});
