import { describe, expect, test } from '@jest/globals';
import { BatchLoader } from './batch-loader.ts';

describe('lookups made together', () => {
  /** Notes each query; the answer to a key is the key, twice. */
  const noting = (most?: number) => {
    const queries: string[][] = [];
    const together = new BatchLoader<string>((keys) => {
      queries.push(keys);
      if (keys.includes('fail')) return Promise.reject(new Error('away'));
      return Promise.resolve(new Map(keys.filter((key) => key !== 'none').map((key) => [key, key + key])));
    }, most);
    return { queries, together };
  };

  test('are answered by one query, each with its own answer', async () => {
    const { queries, together } = noting();
    expect(await Promise.all(['a', 'b', 'none', 'a'].map((key) => together.load(key)))).toEqual([
      'aa',
      'bb',
      undefined,
      'aa',
    ]);
    expect(queries).toEqual([['a', 'b', 'none']]);
  });

  test('are never answered by a query that began before', async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<undefined>();
    let now = 'before';
    const together = new BatchLoader<string>(async (keys) => {
      const seen = now;
      if (seen === 'before') await held;
      return new Map(keys.map((key) => [key, seen]));
    });
    const early = together.load('a');
    await new Promise((resolve) => setTimeout(resolve, 10));
    now = 'after';
    const late = together.load('a');
    letGo(undefined);
    expect(await Promise.all([early, late])).toEqual(['before', 'after']);
  });

  test('go into several queries when there are many, and fail with theirs only', async () => {
    const { queries, together } = noting(2);
    const answers = await Promise.allSettled(['a', 'fail', 'b', 'c', 'd'].map((key) => together.load(key)));
    expect(answers.map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(queries.toSorted()).toEqual([['a', 'fail'], ['b', 'c'], ['d']]);
    expect(await together.load('e')).toBe('ee');
  });
});
