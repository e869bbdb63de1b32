import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { Database } from '../../src/common/database/database.ts';
import { migrate } from '../../src/operations/migrate.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { newDatabase, startApp, type TestApp } from '../support/app.ts';
import { type BuiltServer, freePort, runBuilt, startBuiltServer } from '../support/built-server.ts';
import { ApiClient, eventually, lobbyOf, type Member, newMember, newName, PASSWORD } from '../support/member.ts';
import { measured } from './support/measurements.ts';
import { MovableProxy } from './support/movable-proxy.ts';
import { PostgresPair, timeUntil } from './support/postgres-pair.ts';

const ready = async (url: string) => {
  const answer = await fetch(`${url}/health/ready`);
  return { status: answer.status, body: (await answer.json()) as { code?: string; detail?: string } };
};
const unavailable = { status: 503, code: 'unavailable' };

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

describe('a database that takes no writes', () => {
  let app: TestApp;
  let ada: Member;
  let lobby: Room;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    lobby = await lobbyOf(ada);
    await ada.goOnline();
    const { pathname } = new URL(app.databaseUrl);
    await ask(app.databaseUrl, `ALTER DATABASE "${pathname.slice(1)}" SET default_transaction_read_only = on`);
    await ask(
      app.databaseUrl,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
  }, 60_000);

  afterAll(async () => {
    ada.goOffline();
    await app.close();
  });

  test('is not ready, and says why', async () => {
    const answer = await eventually(async () => {
      const found = await ready(app.url);
      return found.body.detail?.includes('read-only') && found;
    }, 'the reason is named');
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(answer.body.detail).toContain('database: is read-only');
  });

  test('refuses what writes, so that clients try again', async () => {
    const message = { roomId: lobby.id, clientId: randomUUID(), body: 'hello' };
    expect(await ada.tryCommand('send_message', message)).toMatchObject({
      ok: false,
      error: { ...unavailable, retryable: true },
    });
    const registration = { username: newName(), email: `${newName()}@example.org`, password: PASSWORD };
    const answer = await new ApiClient(app.url).ask('POST', '/auth/register', registration);
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('1');
    measured('X4', 'sends and registrations answer 503, not ready, with the reason');
  });
});

describe('a server that starts', () => {
  const settings = { LOG_LEVEL: 'warn' };
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-failover-'));
    chmodSync(folder, 0o711);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('before its database waits for it, alive, and says for what', async () => {
    const port = await freePort();
    const databaseUrl = `postgres://parley:none@127.0.0.1:${port}/parley`;
    const server = await startBuiltServer(databaseUrl, undefined, settings);
    expect(await ready(server.url)).toMatchObject({
      status: 503,
      body: { code: 'unavailable', detail: expect.stringMatching(/^database: .*ECONNREFUSED/) },
    });
    expect(server.output()).toMatch(/Waiting for the database/);
    expect(await server.stop('SIGTERM')).not.toBe(1);
  }, 60_000);

  test('with a wrong password ends in a line', async () => {
    const url = (await newDatabase()).replace(/:[^:@]+@/, ':wrong@');
    const server = runBuilt('main', url, { PORT: String(await freePort()), ...settings });
    await eventually(() => server.exitCode() !== null, 'it ends', 120_000);
    expect(server.output()).toMatch(/password authentication failed/);
  }, 150_000);

  test('beside a hot standby waits until it is promoted, and then serves', async () => {
    const pair = await PostgresPair.start(folder, (url) => migrate(url, () => undefined));
    let server: BuiltServer | undefined;
    const worker = runBuilt('worker', pair.standby.url, { LOG_LEVEL: 'info' });
    try {
      server = await startBuiltServer(pair.standby.url, undefined, settings);
      const { url } = server;
      const waits = () => /Waiting for the database: .*read-only/.test(worker.output());
      await eventually(waits, 'a worker waits as well', 30_000);
      expect(await ready(url)).toMatchObject({ status: 503, body: { detail: expect.stringContaining('read-only') } });
      await pair.primary.kill();
      await pair.promote();
      const isReady = async () => (await ready(url).catch(() => undefined))?.status === 200;
      const ms = await timeUntil(isReady, 'the server is ready', 20_000);
      measured('X4', `ready ${ms} ms after the standby it waited for is promoted`);
      const works = () => worker.output().includes('The database can be written to: starting');
      await eventually(works, 'the worker works', 20_000);
      expect(worker.exitCode()).toBeNull();
    } finally {
      await server?.stop('SIGKILL');
      await worker.stop('SIGKILL');
      await pair.stop();
    }
  }, 120_000);

  test('finds the one of several hosts that takes writes, also after a failover', async () => {
    const pair = await PostgresPair.start(folder, (url) => migrate(url, () => undefined));
    let server: BuiltServer | undefined;
    try {
      const hosts = `127.0.0.1:${pair.standby.port},127.0.0.1:${pair.primary.port}`;
      const url = pair.primary.url.replace(/127\.0\.0\.1:\d+/, hosts);
      server = await startBuiltServer(`${url}?target_session_attrs=read-write`, undefined, settings);
      const isReady = async () => (await ready(server?.url ?? '').catch(() => undefined))?.status === 200;
      await eventually(isReady, 'the server is ready', 20_000);
      await pair.primary.kill();
      await pair.promote();
      expect(await timeUntil(isReady, 'ready with the other host', 20_000)).toBeLessThan(10_000);
    } finally {
      await server?.stop('SIGKILL');
      await pair.stop();
    }
  }, 120_000);

  test('is back within 10 s when the address has moved and the old connections are open and dumb', async () => {
    const pair = await PostgresPair.start(folder, (url) => migrate(url, () => undefined));
    const proxy = await MovableProxy.open(pair.primary.port);
    let server: BuiltServer | undefined;
    try {
      const url = pair.primary.url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${proxy.port}`);
      server = await startBuiltServer(url, undefined, settings);
      const isReady = async () => (await ready(server?.url ?? '').catch(() => undefined))?.status === 200;
      await eventually(isReady, 'the server is ready', 20_000);
      await pair.caughtUp();
      proxy.goDumb();
      await delay(2_000);
      await pair.primary.kill();
      await pair.promote();
      proxy.moveTo(pair.primary.port);
      const ms = await timeUntil(isReady, 'ready with the new primary', 30_000);
      measured('X3', `ready ${ms} ms after the new primary can be reached`);
      expect(ms).toBeLessThan(10_000);
    } finally {
      await server?.stop('SIGKILL');
      await proxy.close();
      await pair.stop();
    }
  }, 120_000);
});

test('a process opens no more connections than it is allowed', async () => {
  const databaseUrl = await newDatabase();
  const app = await startApp({ databaseUrl, settings: { DATABASE_POOL: '6' } });
  try {
    const members = await Promise.all(Array.from({ length: 12 }, () => newMember(app.url)));
    await Promise.all(members.map((member) => member.goOnline()));
    const lobby = await lobbyOf(members[0] as Member);
    let most = 0;
    for (let round = 0; round < 10; round++) {
      await Promise.all(members.map((member) => member.send(lobby, `round ${round}`)));
      const rows = await app.nest
        .get(Database)
        .query<{ count: number }>(
          'SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database()',
        );
      most = Math.max(most, rows[0]?.count ?? 0);
    }
    expect(most).toBeGreaterThan(2);
    expect(most).toBeLessThanOrEqual(6);
    measured('X10', `${most} with DATABASE_POOL=6`);
    for (const member of members) member.goOffline();
  } finally {
    await app.close();
  }
}, 60_000);

test('a connection that ends between two statements of its user ends nothing else', async () => {
  const app = await startApp();
  try {
    const client = await app.nest.get(Database).pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const ended = new Promise((resolve) => client.once('end', resolve));
    await ask(app.databaseUrl, `SELECT pg_terminate_backend(${rows[0]?.pid})`);
    await ended;
    client.release(true);
    await expect(app.nest.get(Database).query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  } finally {
    await app.close();
  }
}, 60_000);
