import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Config } from '../../src/common/config.ts';
import { TaskLeases } from '../../src/common/task-leases.ts';
import { ScheduledTasks } from '../../src/common/scheduled-tasks.ts';
import { InFlightWork } from '../../src/common/in-flight-work.ts';
import { newDatabase, startApp, type TestApp } from '../support/app.ts';
import { type BuiltProcess, freePort, runBuilt } from '../support/built-server.ts';
import { mailsTo } from '../support/mailbox.ts';
import { eventually, newName, ApiClient } from '../support/member.ts';
import { startRedis } from '../support/services/redis.mjs';

describe('a worker', () => {
  let databaseUrl: string;
  let port: number;
  let worker: BuiltProcess;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);

  beforeAll(async () => {
    redis = await startRedis();
    databaseUrl = await newDatabase();
    port = await freePort();
    worker = runBuilt('worker', databaseUrl, { METRICS_PORT: String(port), REDIS_URL: redis.url });
    const alive = () =>
      get('/health/live').then(
        ({ ok }) => ok,
        () => false,
      );
    await eventually(alive, 'the worker lives', 40_000);
  }, 60_000);

  afterAll(async () => {
    await worker.stop('SIGKILL');
    await redis.stop();
  });

  test('answers its probe on METRICS_PORT, and nothing else but metrics', async () => {
    expect(await (await get('/health/live')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/metrics')).text()).toContain('parley_mail_queue_age_seconds');
    expect((await get('/api/v1/rooms')).status).toBe(404);
  });

  test('sends what a web process without jobs has left to it', async () => {
    const web = await startApp({ databaseUrl, settings: { JOBS: 'off', REDIS_URL: redis.url } });
    const name = newName();
    const email = `${name}@example.org`;
    const account = { username: name, email, password: 'a fine long password' };
    await new ApiClient(web.url).must('POST', '/auth/register', account);
    await eventually(async () => (await mailsTo(email)).length > 0, 'the mail');
    await web.close();
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test('ends cleanly on SIGTERM, and its port closes', async () => {
    expect(await worker.stop('SIGTERM')).toBe(0);
    await expect(get('/health/live')).rejects.toThrow();
  }, 40_000);
});

describe('a scheduled job that two nodes have', () => {
  let nodes: TestApp[];
  let mine: ScheduledTasks[];
  /** One for each node: how often it did the work. */
  const done = [0, 0];
  let atIt = 0;
  let mostAtOnce = 0;

  const roundsOf = ({ nest }: TestApp, env: object = {}) => {
    const { env: given } = nest.get(Config);
    return new ScheduledTasks(new Config({ ...given, ...env }), nest.get(TaskLeases), nest.get(InFlightWork));
  };

  beforeAll(async () => {
    const databaseUrl = await newDatabase();
    nodes = [await startApp({ databaseUrl }), await startApp({ databaseUrl })];
    mine = nodes.map((node) => roundsOf(node));
  }, 60_000);

  afterAll(async () => {
    for (const rounds of mine) rounds.onApplicationShutdown();
    for (const node of nodes) await node.close();
  });

  test('is run by one of them at a time, and by each when its turn comes', async () => {
    mine.forEach((rounds, index) =>
      rounds.onOneNode(20, 'the test', async () => {
        mostAtOnce = Math.max(mostAtOnce, ++atIt);
        await delay(30);
        atIt--;
        done[index] = (done[index] ?? 0) + 1;
      }),
    );
    for (const rounds of mine) rounds.onApplicationBootstrap();
    await eventually(() => done.every((times) => times > 3), 'both had their turns');
    expect(mostAtOnce).toBe(1);
  });

  test('is run by none with JOBS=off; per-node tasks are', async () => {
    const [node] = nodes as [TestApp];
    const web = roundsOf(node, { JOBS: false });
    mine.push(web);
    let jobs = 0;
    let own = 0;
    web.onOneNode(10, 'another', async () => {
      jobs += await Promise.resolve(1);
    });
    web.onEveryNode(10, 'its own', async () => {
      own += await Promise.resolve(1);
    });
    web.onApplicationBootstrap();
    await eventually(() => own > 5, 'its own');
    expect(jobs).toBe(0);
  });
});
