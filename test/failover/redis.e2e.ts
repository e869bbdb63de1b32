import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startApp, type TestApp } from '../support/app.ts';
import { freePort } from '../support/built-server.ts';
import { codeFor } from '../support/mailbox.ts';
import { ApiClient, eventually, newName, PASSWORD } from '../support/member.ts';
import { findRedis, startRedis } from '../support/services/redis.mjs';
import { timeUntil } from './support/postgres-pair.ts';

const register = async (url: string): Promise<string> => {
  const username = newName();
  const email = `${username}@example.org`;
  await new ApiClient(url).must('POST', '/auth/register', { username, email, password: PASSWORD });
  return email;
};

/** Milliseconds until a registration has its code. */
async function codeTime(url: string): Promise<number> {
  const email = await register(url);
  return timeUntil(async () => Boolean(await codeFor(email)), 'the code comes', 30_000);
}

const redisOf = async (url: string) => {
  const { details } = (await (await fetch(`${url}/health/ready`)).json()) as {
    details: { redis: { degraded: boolean } };
  };
  return details.redis;
};

describe('a Redis that refuses', () => {
  let app: TestApp;
  let server: Awaited<ReturnType<typeof startRedis>>;
  let redis: Redis;

  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
    app = await startApp({ settings: { REDIS_URL: server.url } });
  }, 60_000);

  afterAll(async () => {
    await app.close();
    redis.disconnect();
    await server.stop();
  });

  test('to write, as a replica does, holds up no code', async () => {
    await redis.replicaof('127.0.0.1', await freePort());
    expect(await codeTime(app.url)).toBeLessThan(8_000);
    await redis.replicaof('NO', 'ONE');
  }, 60_000);

  test('because it is full holds up no code', async () => {
    await redis.config('SET', 'maxmemory', '1');
    expect(await codeTime(app.url)).toBeLessThan(8_000);
    await redis.config('SET', 'maxmemory', '0');
  }, 60_000);
});

describe('a Redis behind Sentinels', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-sentinel-'));
  let primary: Awaited<ReturnType<typeof startRedis>>;
  let sentinel: ChildProcess;
  let app: TestApp;

  beforeAll(async () => {
    primary = await startRedis();
    const port = await freePort();
    const settings = join(folder, 'sentinel.conf');
    writeFileSync(
      settings,
      `port ${port}\nbind 127.0.0.1\ndir ${folder}\nsentinel monitor parley 127.0.0.1 ${primary.port} 1\n`,
    );
    const { file, env } = findRedis();
    sentinel = spawn(file, [settings, '--sentinel'], { env, stdio: 'ignore' });
    app = await startApp({ settings: { REDIS_URL: `redis+sentinel://127.0.0.1:${port}/parley` } });
  }, 60_000);

  afterAll(async () => {
    await app.close();
    const ended = new Promise((resolve) => sentinel.once('exit', resolve));
    sentinel.kill();
    await ended;
    await primary.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is found and used', async () => {
    await eventually(async () => !(await redisOf(app.url)).degraded, 'Redis is used', 20_000);
    expect(await codeTime(app.url)).toBeLessThan(8_000);
  }, 60_000);
});
