import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MadeHook } from '../../src/integrations/hooks/hooks.dto.ts';
import { registry } from '../../src/common/observability/metrics.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { Database } from '../../src/common/database/database.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Member, newMember, refused } from '../support/member.ts';

describe('the address of a hook', () => {
  let app: TestApp;
  let ada: Member;
  let room: Room;
  let address: string;
  let secret: string;

  beforeAll(async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '1', LOG_LEVEL: 'trace', LOG_FORMAT: 'json' } });
    ada = await newMember(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Operations', kind: 'private' });
    const { url } = await ada.must<MadeHook>('POST', `/rooms/${room.id}/hooks`, { name: 'Alerts' });
    address = url.replace(/^https?:\/\/[^/]+/, app.url);
    secret = url.split('/').at(-1) ?? '';
  });
  afterAll(() => app.close());

  const post = (url: string, body = '{"text":"x"}', headers: Record<string, string> = {}) =>
    fetch(url, { method: 'POST', body, headers });

  test('stands in no log line, answer or metric, whatever fails', async () => {
    const lines: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (chunk: string | Uint8Array) => lines.push(String(chunk)) > 0;
    const answers: string[] = [];
    const note = async (response: Response) =>
      answers.push(`${JSON.stringify([...response.headers])} ${await response.text()}`);
    try {
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) await note(await fetch(address, { method }));
      await note(await post(address));
      await note(await post(address, '{'));
      await note(await post(`${address}/more`));
      await note(await post(`${address}%`));
      await note(await post(address, 'x'.repeat(300_000)));
      await note(await post(address, 'no gzip', { 'content-encoding': 'gzip' }));
      // The same for what a command is answered at later.
      const reply = `${app.url}/hooks/replies/${randomUUID()}/${secret}`;
      await note(await fetch(reply));
      await note(await post(`${reply}/more`));
      await note(await post(reply, 'no gzip', { 'content-encoding': 'gzip' }));
      // A failure that nobody foresaw.
      const database = app.nest.get(Database);
      await database.query(`ALTER TABLE hooks RENAME COLUMN name TO was_name`);
      await note(await post(address));
      await database.query(`ALTER TABLE hooks RENAME COLUMN was_name TO name`);
    } finally {
      process.stdout.write = write;
    }
    expect(answers.at(-1)).toContain('internal_error');
    expect(answers.filter((text) => text.includes(secret))).toEqual([]);
    expect(lines.filter((text) => text.includes(secret))).toEqual([]);
    expect(await registry.metrics()).not.toContain(secret);
    const rows = await app.nest.get(Database).query<{ row: string }>(`SELECT hooks::text AS row FROM hooks`);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test('is limited to thirty messages at once, and says how long to wait', async () => {
    const { url } = await ada.must<MadeHook>('POST', `/rooms/${room.id}/hooks`, { name: 'Storm' });
    const storm = url.replace(/^https?:\/\/[^/]+/, app.url);
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(storm)));
    const taken = answers.filter(({ status }) => status === 200);
    const limited = answers.filter(({ status }) => status === 429);
    expect([taken.length, limited.length]).toEqual([30, 70]);
    for (const { headers } of limited) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(30);
    }
    expect(await limited[0]?.text()).toBe('rate_limited');
    // The other hook, and the room, go on.
    expect(
      (await ada.ask('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: 'hello' })).status,
    ).toBe(201);
  });

  test('is not guessed: the twenty-first wrong one of an address waits, a right one does not', async () => {
    const wrong = () => post(address.replace(secret, randomUUID()));
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 25; attempt++) statuses.push((await wrong()).status);
    expect(new Set(statuses.slice(0, 15))).toEqual(new Set([404]));
    expect(statuses.at(-1)).toBe(429);
    expect((await post(address)).status).toBe(200);
  });

  test('and everything about it is closed to rooms with ROOM_INTEGRATIONS off, but what is connected goes on', async () => {
    const other = await startApp({ databaseUrl: app.databaseUrl, settings: { ROOM_INTEGRATIONS: 'off' } });
    const owner = await newMember(app.url);
    const theirs = await owner.must<Room>('POST', '/rooms', { name: 'Theirs', kind: 'private' });
    const { url } = await owner.must<MadeHook>('POST', `/rooms/${theirs.id}/hooks`, { name: 'Alerts' });
    const there = owner.sameSession(other.url);
    expect(await there.ask('POST', `/rooms/${theirs.id}/hooks`, { name: 'More' })).toMatchObject(
      refused(403, 'forbidden'),
    );
    expect((await post(url.replace(/^https?:\/\/[^/]+/, other.url))).status).toBe(200);
    await other.close();
  });
});
