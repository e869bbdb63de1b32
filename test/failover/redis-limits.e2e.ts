import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { rateLimits } from '../../src/common/limits/rate-limits.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { freePort } from '../support/built-server.ts';
import { ApiClient, newName, PASSWORD } from '../support/member.ts';
import { startRedis } from '../support/services/redis.mjs';

/** Each makes Redis refuse, and gives a way back. */
const troubles: Record<string, (redis: Redis, pid: number) => Promise<() => Promise<unknown>>> = {
  'read-only': async (redis) => {
    await redis.replicaof('127.0.0.1', await freePort());
    return () => redis.replicaof('NO', 'ONE');
  },
  full: async (redis) => {
    await redis.config('SET', 'maxmemory', '1');
    return () => redis.config('SET', 'maxmemory', '0');
  },
  away: (redis, pid) => {
    try {
      redis.disconnect();
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is away since the test before.
    }
    return Promise.resolve(() => Promise.resolve());
  },
  hanging: (_, pid) => {
    process.kill(pid, 'SIGSTOP');
    return Promise.resolve(() => Promise.resolve(process.kill(pid, 'SIGCONT')));
  },
};

/** What an attacker repeats, the limit of it, and where each attempt is of another account or name. */
const attempts: [string, keyof typeof rateLimits, () => [path: string, body: object]][] = [
  ['passwords of an account', 'loginName', () => ['/auth/login', { login: 'target', password: 'a wrong password' }]],
  ['accounts of an address', 'register', () => ['/auth/register', newAccount()]],
  ['guests of an address', 'guest', () => ['/auth/guest', { username: newName('g') }]],
  ['codes to an address', 'mailCode', () => ['/auth/forgot-password', { email: 'target@example.org' }]],
];

function newAccount() {
  const username = newName();
  return { username, email: `${username}@example.org`, password: PASSWORD };
}

describe.each(Object.keys(troubles))('limits of sign-in while Redis is %s', (trouble) => {
  let server: Awaited<ReturnType<typeof startRedis>>;
  let redis: Redis;
  let nodes: [TestApp, TestApp];
  let repair: () => Promise<unknown>;

  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
    const settings = { REDIS_URL: server.url, RATE_LIMIT_SCALE: '1' };
    const first = await startApp({ settings });
    nodes = [first, await startApp({ settings, databaseUrl: first.databaseUrl })];
  }, 60_000);

  afterEach(() => repair());
  afterAll(async () => {
    for (const node of nodes) await node.close();
    redis.disconnect();
    await server.stop();
  }, 60_000);

  test.each(attempts)(
    'count %s, whichever node is asked',
    async (_, rate, next) => {
      const [limit] = rateLimits[rate];
      repair = await (troubles[trouble] ?? (() => Promise.reject(new Error(trouble))))(redis, server.pid);
      const statuses: number[] = [];
      while (statuses.length < limit + 5 && statuses.at(-1) !== 429) {
        const [path, body] = next();
        const { url } = nodes[statuses.length % 2 === 0 ? 0 : 1];
        const { status } = await new ApiClient(url).ask('POST', path, body);
        // A busy machine puts some off, which counts for nobody.
        if (status !== 503) statuses.push(status);
      }
      expect(statuses).not.toContain(500);
      expect(statuses.at(-1)).toBe(429);
      expect(statuses.length).toBeLessThanOrEqual(limit + 1);
    },
    240_000,
  );
});
