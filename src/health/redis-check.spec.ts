import { expect, test } from '@jest/globals';
import { faultIn } from './redis-check.ts';

const info = (values: Record<string, string | number>) =>
  Object.entries({ redis_version: '7.0.15', role: 'master', maxmemory: 0, maxmemory_policy: 'noeviction', ...values })
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('');

test.each([
  [{}, null],
  [{ maxmemory_policy: 'allkeys-lru' }, null],
  [{ role: 'slave' }, /replica/],
  [{ maxmemory: 1_000, maxmemory_policy: 'allkeys-lru' }, /noeviction/],
  [{ maxmemory: 1_000, used_memory: 950 }, /almost full/],
  [{ maxmemory: 1_000, used_memory: 500 }, null],
])('a Redis with %j is %s', (values, wrong) => {
  const found = faultIn(info(values));
  if (wrong) expect(found).toMatchObject({ detail: expect.stringMatching(wrong) });
  else expect(found).toBeNull();
});
