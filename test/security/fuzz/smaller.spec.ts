import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../support/seeded-random.ts';
import type { Case } from './cases.ts';
import { oddValue } from './odd-values.ts';
import { smallest } from './smaller.ts';

const request: Case = {
  kind: 'request',
  by: 'member',
  method: 'POST',
  path: ['api', 'v1', 'users'],
  query: [
    ['limit', '5'],
    ['q', 'long words'],
  ],
  headers: [['X-Odd', 'a']],
  body: { kind: 'json', value: { name: 'Ada', deep: [1, { wrong: 'before\u0000after' }], rest: [[], {}] } },
};

describe('a case that fails', () => {
  test('is made as small as it can be while it fails', async () => {
    const least = await smallest(request, (one) => Promise.resolve(JSON.stringify(one).includes('\\u0000')), 5_000);
    expect(least).toEqual({
      ...request,
      by: 'nobody',
      path: ['', '', ''],
      query: [],
      headers: [],
      body: { kind: 'json', value: { deep: [{ wrong: '\u0000' }] } },
    });
  });

  test('keeps the frames that matter', async () => {
    const frames = ['2', '42["sync",{"rooms":[],"extra":1}]', '42[5,{"a":"b"}]', '3'];
    const one: Case = { kind: 'frames', by: 'guest', connected: true, frames };
    const least = await smallest(one, (less) =>
      Promise.resolve(less.kind === 'frames' && less.frames.some((frame) => frame.startsWith('42[5'))),
    );
    expect(least).toEqual({ ...one, frames: ['42[5]'] });
  });
});

test('the same seed makes the same values', () => {
  const values = () =>
    Array.from(
      { length: 50 },
      (
        (random) => () =>
          oddValue(random)
      )(seededRandom(7)),
    );
  expect(values()).toEqual(values());
});
