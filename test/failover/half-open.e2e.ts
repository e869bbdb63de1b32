import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../src/common/database/database.ts';
import { metrics } from '../../src/common/observability/metrics.ts';
import { migrate } from '../../src/operations/migrate.ts';
import { startApp } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { lobbyOf, type Member, registerMember } from '../support/member.ts';
import { measured } from './support/measurements.ts';
import { MovableProxy } from './support/movable-proxy.ts';
import { PostgresPair, timeUntil } from './support/postgres-pair.ts';
import { removeFolder, sharedFolder } from './support/shared-folder.ts';

/** What docs/high-availability.md promises. */
const MAX_BACK_MS = 10_000;

describe('two nodes whose connections are open and dumb', () => {
  const folder = sharedFolder();
  let pair: PostgresPair;
  let nodes: { server: BuiltServer; proxy: MovableProxy; member: Member }[];

  beforeAll(async () => {
    pair = await PostgresPair.start(folder, (url) => migrate(url, () => undefined));
    const startNode = async () => {
      const proxy = await MovableProxy.open(pair.primary.port);
      const url = pair.primary.url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${proxy.port}`);
      const server = await startBuiltServer(url, undefined, { LOG_LEVEL: 'warn' });
      return { server, proxy, member: await registerMember(server.url) };
    };
    nodes = [await startNode(), await startNode()];
  }, 120_000);

  afterAll(async () => {
    for (const { server, proxy, member } of nodes) {
      member.goOffline();
      await server.stop('SIGKILL');
      await proxy.close();
    }
    await pair.stop();
    removeFolder(folder);
  }, 60_000);

  const isReady = async (url: string) => (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok ?? false;

  test.each([
    ['at once', 0],
    ['after a while', 4_000],
  ])(
    'are back within 10 s when the address moves %s, and give up what led to the former primary',
    async (_, dumbMs) => {
      if (dumbMs) await pair.renewStandby();
      for (const { server, proxy } of nodes) {
        proxy.moveTo(pair.primary.port);
        await timeUntil(() => isReady(server.url), 'ready before', 30_000);
      }
      await pair.caughtUp();
      for (const { proxy } of nodes) proxy.goDumb();
      await delay(dumbMs);
      await pair.primary.kill();
      await pair.promote();
      for (const { proxy } of nodes) proxy.moveTo(pair.primary.port);
      const times = await Promise.all(
        nodes.map(({ server }) => timeUntil(() => isReady(server.url), 'ready with the new primary', 30_000)),
      );
      measured('X3', `two nodes ready ${times.join(' and ')} ms after the new primary can be reached`);
      for (const ms of times) expect(ms).toBeLessThan(MAX_BACK_MS);
      for (const { server, member } of nodes) {
        expect(server.output()).toContain('The database has another history');
        await member.goOnline();
        await member.send(await lobbyOf(member), 'goes on');
        member.goOffline();
      }
    },
    120_000,
  );

  test('end as soon as another one finds the new primary, before they are given up for their silence', async () => {
    await pair.renewStandby();
    const proxy = await MovableProxy.open(pair.primary.port);
    const databaseUrl = pair.primary.url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${proxy.port}`);
    const app = await startApp({ databaseUrl });
    try {
      const { pool } = app.nest.get(Database);
      const held = await pool.connect();
      const ended = new Promise((resolve) => held.once('end', resolve));
      const givenUp = async () => (await metrics.silentConnections.get()).values[0]?.value ?? 0;
      const before = await givenUp();
      await pair.caughtUp();
      proxy.goDumb();
      await pair.primary.kill();
      await pair.promote();
      proxy.moveTo(pair.primary.port);
      await ended;
      held.release(true);
      expect(await givenUp()).toBe(before);
    } finally {
      await app.close();
      await proxy.close();
    }
  }, 60_000);
});
