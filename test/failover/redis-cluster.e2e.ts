import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { newDatabase, startApp, type TestApp } from '../support/app.ts';
import { type BuiltServer, freePort, startBuiltServer } from '../support/built-server.ts';
import { eventually, lobbyOf, type Member, newMember } from '../support/member.ts';
import { startRedis } from '../support/services/redis.mjs';
import { codeTime, MAX_CODE_MS, redisOf } from './support/codes.ts';
import { measured } from './support/measurements.ts';
import { RedisCluster } from './support/redis-cluster.ts';

describe('a Redis Cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-redis-cluster-'));
  let redis: RedisCluster;
  let nodes: [TestApp, TestApp];
  let ada: Member;
  let ben: Member;

  beforeAll(async () => {
    redis = await RedisCluster.start(folder);
    const first = await startApp({ settings: { REDIS_URL: redis.url } });
    const second = await startApp({ databaseUrl: first.databaseUrl, settings: { REDIS_URL: redis.url } });
    nodes = [first, second];
    [ada, ben] = [await newMember(first.url), await newMember(second.url)];
    for (const member of [ada, ben]) await member.goOnline();
  }, 120_000);

  afterAll(async () => {
    for (const member of [ada, ben]) member.goOffline();
    for (const node of nodes) await node.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const used = async () => {
    for (const { url } of nodes)
      await eventually(async () => !(await redisOf(url)).degraded, 'the Cluster is used', 30_000);
  };
  const talk = async (words: string) => {
    const lobby = await lobbyOf(ada);
    await ada.send(lobby, words);
    await ben.receivesMessage(lobby.id, words);
  };

  test('carries mails and hints between nodes', async () => {
    await used();
    const ms = await codeTime(nodes[0].url);
    measured('X9', `Cluster: a code within ${ms} ms`);
    expect(ms).toBeLessThan(MAX_CODE_MS);
    await talk('by the Cluster');
  }, 90_000);

  test('shares the hints of rooms among its nodes', async () => {
    const lobby = await lobbyOf(ada);
    const listeners = () => redis.listenersOf(`parley:bus:room:${lobby.id}`);
    await eventually(async () => (await listeners()).sharded === 2, 'both nodes listen to the sharded channel');
    expect(await listeners()).toEqual({ sharded: 2, ordinary: 0 });
    expect(await redis.listenersOf('parley:bus')).toEqual({ sharded: 0, ordinary: 2 });
    const room: Room = await ada.command('create_room', { name: 'Sharded', kind: 'public' });
    await ben.command('join_room', { roomId: room.id });
    await ada.send(room, 'to both');
    await ben.receivesMessage(room.id, 'to both');
  }, 60_000);

  test('that loses a slot stops nothing, says so, and is used again when it is back', async () => {
    const bringBack = await redis.loseSlotOf('{parley}:mail:wait');
    const ms = await codeTime(nodes[0].url);
    measured('X9', `${ms} ms while it lacks the slot of mails`);
    expect(ms).toBeLessThan(MAX_CODE_MS);
    await talk('without a slot');
    const reason = () => redisOf(nodes[0].url).then(({ reason: found = '' }) => /slots|refuses|connected/.test(found));
    await eventually(reason, 'health says so', 30_000);
    await bringBack();
    await used();
    expect(await codeTime(nodes[0].url)).toBeLessThan(MAX_CODE_MS);
    await talk('with all slots');
  }, 150_000);

  test('is listened to again by a node of it that comes back', async () => {
    const channel = `parley:bus:room:${(await lobbyOf(ada)).id}`;
    const bringBack = await redis.loseSlotOf(channel);
    await bringBack();
    await eventually(async () => (await redis.listenersOf(channel)).sharded === 2, 'both nodes listen again', 30_000);
  }, 90_000);
});

describe('a Redis Cluster without sharded channels, as before Redis 7', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-redis-old-'));
  let redis: RedisCluster;
  let nodes: TestApp[] = [];

  beforeAll(async () => {
    const lacking = ['SPUBLISH', 'SSUBSCRIBE', 'SUNSUBSCRIBE'].flatMap((name) => ['--rename-command', name, '']);
    redis = await RedisCluster.start(folder, lacking);
    const first = await startApp({ settings: { REDIS_URL: redis.url } });
    nodes = [first, await startApp({ databaseUrl: first.databaseUrl, settings: { REDIS_URL: redis.url } })];
  }, 120_000);

  afterAll(async () => {
    for (const node of nodes) await node.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test('carries the hints of rooms by ordinary ones', async () => {
    const [ada, ben] = [await newMember(nodes[0]?.url ?? ''), await newMember(nodes[1]?.url ?? '')];
    for (const member of [ada, ben]) await member.goOnline();
    const lobby = await lobbyOf(ada);
    const listeners = () => redis.listenersOf(`parley:bus:room:${lobby.id}`);
    await eventually(async () => (await listeners()).ordinary === 2, 'both nodes listen');
    expect(await listeners()).toEqual({ sharded: 0, ordinary: 2 });
    await ada.send(lobby, 'the ordinary way');
    await ben.receivesMessage(lobby.id, 'the ordinary way');
    for (const member of [ada, ben]) member.goOffline();
  }, 60_000);
});

describe('a Redis behind TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-redis-tls-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let settings: Record<string, string>;

  beforeAll(async () => {
    const name = ['-subj', '/CN=redis', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const files = ['-keyout', key, '-out', certificate];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...files, ...name], {
      stdio: 'pipe',
    });
    const port = await freePort();
    const ofServer = ['--tls-port', String(port), '--tls-cert-file', certificate, '--tls-key-file', key];
    redis = await startRedis({
      settings: [...ofServer, '--tls-ca-cert-file', certificate, '--tls-auth-clients', 'no'],
    });
    settings = { REDIS_URL: `rediss://localhost:${port}`, LOG_LEVEL: 'warn' };
  }, 60_000);

  afterAll(async () => {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function withServer(extra: Record<string, string>, look: (server: BuiltServer) => Promise<void>) {
    const server = await startBuiltServer(await newDatabase(), undefined, { ...settings, ...extra });
    try {
      await look(server);
    } finally {
      await server.stop('SIGKILL');
    }
  }

  test(
    'is used when its certificate is trusted',
    () =>
      withServer({ NODE_EXTRA_CA_CERTS: certificate }, async ({ url }) => {
        await eventually(async () => !(await redisOf(url)).degraded, 'Redis is used', 30_000);
        const ms = await codeTime(url);
        measured('X9', `TLS: a code within ${ms} ms`);
        expect(ms).toBeLessThan(MAX_CODE_MS);
      }),
    240_000,
  );

  test(
    'is not when it is not, which stops nothing and is said in the log',
    () =>
      withServer({}, async (server) => {
        const { url } = server;
        expect(await codeTime(url)).toBeLessThan(MAX_CODE_MS);
        expect(await redisOf(url)).toMatchObject({ degraded: true });
        expect(server.output()).toMatch(/self-signed certificate/);
      }),
    240_000,
  );
});
