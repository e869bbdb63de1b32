import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MAX_REPLICA_LAG_MS } from '../../src/common/database/replica.ts';
import { migrate } from '../../src/operations/migrate.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { FoundPage } from '../../src/search/search.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { freePort } from '../support/built-server.ts';
import { eventually, type Member, newMember } from '../support/member.ts';
import { PostgresPair } from './support/postgres-pair.ts';

const BY = /^parley_replica_reads_total\{by="(\w+)"\} (\d+)$/gm;
/** Longer than the replica is asked in turn. */
const NOTICED_MS = 2_500;

describe('a replica for reading', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-replica-'));
  chmodSync(folder, 0o711); // PostgreSQL, which is never root, has its folders in here
  let pair: PostgresPair;
  let app: TestApp;
  let metrics: string;
  let ada: Member;
  let ben: Member;
  let room: Room;

  beforeAll(async () => {
    pair = await PostgresPair.start(folder, (url) => migrate(url, () => undefined));
    const port = await freePort();
    metrics = `http://127.0.0.1:${port}/metrics`;
    app = await startApp({
      databaseUrl: pair.primary.url,
      settings: { DATABASE_REPLICA_URL: pair.standby.url, METRICS_PORT: String(port) },
    });
    [ada, ben] = [await newMember(app.url), await newMember(app.url)];
    room = await ada.must<Room>('POST', '/rooms', { name: 'Archive', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
    await ada.goOnline();
  }, 120_000);

  afterAll(async () => {
    ada.goOffline();
    await app.close();
    await pair.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const found = async (by: Member, q: string): Promise<string[]> => {
    const { items } = await by.must<FoundPage>('GET', `/search/messages?q=${encodeURIComponent(q)}`);
    return items.map(({ message }) => message.body);
  };
  const reads = async () => {
    const text = await (await fetch(metrics)).text();
    const counts = new Map([...text.matchAll(BY)].map(([, by = '', count]) => [by, Number(count)]));
    return { replica: counts.get('replica') ?? 0, primary: counts.get('primary') ?? 0 };
  };
  /** Who has answered a search. */
  const answeredBy = async (by: Member, q: string, bodies: string[]): Promise<'replica' | 'primary'> => {
    const before = await reads();
    expect(await found(by, q)).toEqual(bodies);
    const after = await reads();
    return after.primary > before.primary ? 'primary' : after.replica > before.replica ? 'replica' : 'primary';
  };
  const isRead = () =>
    eventually(
      async () => (await answeredBy(ada, 'nothing like that', [])) === 'replica',
      'the replica is read',
      20_000,
    );
  const lag = async (setting: string) => {
    await pair.standby.query(`ALTER SYSTEM SET recovery_min_apply_delay = '${setting}'`);
    await pair.standby.query('SELECT pg_reload_conf()');
  };

  test('answers searches', async () => {
    await ada.send(room, 'the lighthouse stands');
    await pair.caughtUp();
    await isRead();
    expect(await answeredBy(ben, 'lighthouse', ['the lighthouse stands'])).toBe('replica');
  }, 60_000);

  test('that lags a little shows nothing deleted, and nothing to a person who has left', async () => {
    const { id } = await ada.send(room, 'a secret pelican');
    await ada.send(room, 'another pelican');
    await pair.caughtUp();
    await isRead();
    await lag('1h');
    await ada.must('DELETE', `/messages/${id}`);
    expect(await answeredBy(ben, 'pelican', ['another pelican'])).toBe('replica');
    await ada.must('DELETE', `/rooms/${room.id}/members/${ben.id}`);
    expect(await found(ben, 'pelican')).toEqual([]);
    await ben.must('POST', '/rooms/join', { code: room.code });
  }, 60_000);

  test('that is too far behind is not read', async () => {
    await ada.send(room, 'a new albatross');
    await delay(MAX_REPLICA_LAG_MS + NOTICED_MS);
    expect(await answeredBy(ada, 'albatross', ['a new albatross'])).toBe('primary');
    await lag('0');
    await isRead();
    expect(await answeredBy(ada, 'albatross', ['a new albatross'])).toBe('replica');
  }, 60_000);

  test('that gets nothing any more is not read, though it has replayed all that it got', async () => {
    await pair.pauseReplication();
    await ada.send(room, 'a lonely heron');
    await delay(MAX_REPLICA_LAG_MS + NOTICED_MS);
    expect(await answeredBy(ada, 'heron', ['a lonely heron'])).toBe('primary');
  }, 60_000);

  test('that was promoted is not read', async () => {
    await pair.standby.query('SELECT pg_promote(true, 30)');
    await delay(NOTICED_MS);
    expect(await answeredBy(ada, 'heron', ['a lonely heron'])).toBe('primary');
  }, 60_000);

  test('that dies is not missed', async () => {
    await pair.standby.kill();
    const began = performance.now();
    expect(await answeredBy(ada, 'heron', ['a lonely heron'])).toBe('primary');
    expect(performance.now() - began).toBeLessThan(3_000);
  }, 60_000);
});
