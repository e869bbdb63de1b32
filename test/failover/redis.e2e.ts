import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startApp, type TestApp } from '../support/app.ts';
import { freePort } from '../support/built-server.ts';
import { eventually } from '../support/member.ts';
import { findRedis, startRedis } from '../support/services/redis.mjs';
import { codeTime, MAX_CODE_MS, redisOf } from './support/codes.ts';
import { FakeSentinel } from './support/fake-sentinel.ts';
import { measured } from './support/measurements.ts';

type Server = Awaited<ReturnType<typeof startRedis>>;

const reasonAt = (app: TestApp, reason: RegExp) =>
  eventually(async () => reason.test((await redisOf(app.url)).reason ?? ''), `health says ${reason}`, 20_000);
const isUsed = (app: TestApp) =>
  eventually(async () => !(await redisOf(app.url)).degraded, 'Redis is used again', 30_000);

describe('a Redis that refuses', () => {
  let app: TestApp;
  let server: Server;
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
    const ms = await codeTime(app.url);
    measured('X7', `a code within ${ms} ms from a read-only Redis`);
    expect(ms).toBeLessThan(MAX_CODE_MS);
    await reasonAt(app, /replica/);
    await redis.replicaof('NO', 'ONE');
    await isUsed(app);
  }, 90_000);

  test('because it is full holds up no code', async () => {
    await redis.config('SET', 'maxmemory', '1');
    const ms = await codeTime(app.url);
    measured('X7', `${ms} ms from a full one`);
    expect(ms).toBeLessThan(MAX_CODE_MS);
    await reasonAt(app, /full|OOM/);
    await redis.config('SET', 'maxmemory', '0');
    await isUsed(app);
  }, 90_000);

  test('to keep what it is given is said to do so', async () => {
    await redis.config('SET', 'maxmemory', '100mb');
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await reasonAt(app, /forgets keys.*allkeys-lru.*noeviction/);
    measured('X8', 'log, health, metric and server page name the policy and the way out');
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await isUsed(app);
  }, 60_000);
});

describe('a Redis behind Sentinels', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-sentinel-'));
  let primary: Server;
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
    await isUsed(app);
    const ms = await codeTime(app.url);
    measured('X9', `Sentinel: found, a code within ${ms} ms`);
    expect(ms).toBeLessThan(MAX_CODE_MS);
  }, 60_000);
});

describe('a Sentinel that names a wrong primary', () => {
  let right: Server;
  let replica: Server;
  let sentinel: FakeSentinel;
  let app: TestApp;

  beforeAll(async () => {
    right = await startRedis();
    replica = await startRedis({ settings: ['--replicaof', '127.0.0.1', String(right.port)] });
    sentinel = await FakeSentinel.start(await freePort());
    app = await startApp({ settings: { REDIS_URL: `redis+sentinel://127.0.0.1:${sentinel.port}/parley` } });
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await sentinel.stop();
    await replica.stop();
    await right.stop();
  });

  test('that is nowhere stops nothing', async () => {
    await reasonAt(app, /not connected/);
    expect(await codeTime(app.url)).toBeLessThan(MAX_CODE_MS);
  }, 60_000);

  test('that is a replica stops nothing', async () => {
    sentinel.primary = replica.port;
    expect(await codeTime(app.url)).toBeLessThan(MAX_CODE_MS);
    expect(await redisOf(app.url)).toMatchObject({ degraded: true });
  }, 60_000);

  test('is asked again until it names the right one', async () => {
    sentinel.primary = right.port;
    await isUsed(app);
    measured('X9', 'a Sentinel that names a wrong primary stops nothing, and is asked again');
    expect(await codeTime(app.url)).toBeLessThan(MAX_CODE_MS);
  }, 90_000);
});
