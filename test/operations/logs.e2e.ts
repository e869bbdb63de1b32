import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { eventually, type Member, newMember, PASSWORD, ApiClient } from '../support/member.ts';

describe('the log, at its most talkative', () => {
  let server: BuiltServer;
  let databaseUrl: string;
  let ada: Member;

  beforeAll(async () => {
    databaseUrl = await newDatabase();
    server = await startBuiltServer(databaseUrl, undefined, { LOG_LEVEL: 'trace' });
    ada = await newMember(server.url);
  }, 60_000);

  afterAll(async () => {
    ada.goOffline();
    await server.stop('SIGTERM');
  });

  test('names requests and messages, without their content or secrets', async () => {
    await ada.goOnline();
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    const message = await ada.send(room, 'canary of a message');
    await ada.ask('GET', `/search/messages?q=${encodeURIComponent('canary of a search')}`);
    const stranger = new ApiClient(server.url);
    await stranger.ask('POST', '/auth/login', { login: ada.username, password: 'canary of a password' });
    await stranger.ask('POST', '/auth/reset-password', {
      token: 'canary-of-a-token',
      password: 'canary of a password',
    });

    for (const path of ['/avatars/canary-of-a-key', '/unsubscribe/canary-of-a-token', '/canary?token=canary'])
      await stranger.ask('GET', path).catch(() => undefined); // a page is no JSON
    await fetch(`${server.url}/join/canary`);

    // Database errors contain the values of the statement.
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    await database.query(`ALTER TABLE messages ADD CONSTRAINT broken CHECK (body NOT LIKE 'canary of a broken%')`);
    await database.end();
    const refused = await ada.tryCommand('send_message', {
      roomId: room.id,
      clientId: randomUUID(),
      body: 'canary of a broken one',
    });
    expect(refused).toMatchObject({ ok: false, error: { code: 'internal_error' } });

    await eventually(() => server.output().includes('broken'), 'the failure is written down');
    const lines = server
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(written).toContainEqual(
      expect.objectContaining({ command: 'send_message', id: message.id, requestId: expect.any(String) }),
    );
    const secrets = [PASSWORD, ada.token ?? '', room.code, `${ada.username}@example.org`, ...ada.cookies.values()];
    for (const secret of ['canary', ...secrets.filter((value) => value.length > 5)])
      expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  }, 60_000);
});
