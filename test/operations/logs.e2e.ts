import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Login } from '../../src/auth/auth.dto.ts';
import type { PasskeyRequestOptions } from '../../src/auth/passkeys/passkey.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { eventually, type Member, newMember, PASSWORD, ApiClient } from '../support/member.ts';
import { SoftwareDevice } from '../support/sign-in/software-passkey.ts';
import { makeToken, programOf } from '../support/sign-in/tokens.ts';

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

  test('names requests and messages, without their content or secrets (T39)', async () => {
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

    const { secret: token } = await makeToken(ada);
    const program = programOf(ada, token);
    for (const path of ['/users/me', '/auth/tokens', `/rooms/${token}`, `/users/me?access_token=${token}`])
      await program.ask('GET', path);
    await program.ask('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: token });
    await program.listen();
    program.goOffline();
    await expect(program.connect({ token: `${token.slice(0, -1)}_` })).rejects.toThrow();
    const device = new SoftwareDevice();
    const { recoveryCodes } = await device.addTo(ada);
    const asked = await stranger.must<PasskeyRequestOptions>('POST', '/auth/passkey/options', {});
    const passkey = device.use(asked);
    const login = await stranger.must<Login>('POST', '/auth/passkey', { passkey });
    await stranger.ask('POST', '/auth/passkey', { passkey }); // once is enough
    const { signature, clientDataJSON } = passkey.response as Record<string, string>;

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
    const ofPasskey = [String(asked.options.challenge), signature, clientDataJSON, ...(recoveryCodes ?? [])];
    const ofTokens = [token, token.slice(11, -6), login.accessToken, ...ofPasskey].map(String);
    const known = [PASSWORD, ada.token ?? '', room.code, `${ada.username}@example.org`, ...ada.cookies.values()];
    const secrets = [...known, ...ofTokens];
    for (const secret of ['canary', ...secrets.filter((value) => value.length > 5)])
      expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  }, 60_000);
});

describe('the log, for people', () => {
  let server: BuiltServer;
  let database: pg.Client;
  const linesWith = (words: string) =>
    server
      .output()
      .split('\n')
      .filter((line) => line.includes(words));

  beforeAll(async () => {
    const databaseUrl = await newDatabase();
    server = await startBuiltServer(databaseUrl, undefined, { LOG_LEVEL: 'info', LOG_FORMAT: 'text' });
    database = new pg.Client({ connectionString: databaseUrl });
    database.on('error', () => undefined);
    await database.connect();
  }, 60_000);

  afterAll(() => database.end());

  test('says in one line that it listens, at a time that can be read', () => {
    expect(linesWith('Start: Parley')).toEqual([
      expect.stringMatching(/^\[?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}.* INFO.*listens on \*:\d+ for /),
    ]);
  });

  test('says once that the process is not ready, however often it is asked, and when it is again', async () => {
    const ask = async () => (await fetch(`${server.url}/health/ready`)).status;
    const setReadOnly = (to: 'on' | 'off') =>
      database.query(
        `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ${to}', current_database()); END $$`,
      );
    const endOthers = () =>
      database.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
    await setReadOnly('on');
    await endOthers();
    await eventually(async () => (await ask()) === 503, 'it is not ready');
    await eventually(() => linesWith('Not ready: ').some((line) => line.includes('read-only')), 'it says why');
    const before = linesWith('Not ready: ').length;
    for (let asked = 0; asked < 5; asked++) expect(await ask()).toBe(503);
    expect(linesWith('Not ready: ')).toHaveLength(before);
    expect(linesWith('/health/ready')).toEqual([]);

    await database.query('SET default_transaction_read_only = off');
    await setReadOnly('off');
    await endOthers();
    await eventually(async () => (await ask()) === 200, 'it is ready again', 20_000);
    expect(linesWith('Ready again after ')).toHaveLength(1);
  }, 60_000);

  test('says what a shutdown waits for, and how long it took', async () => {
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(linesWith('Stopping: waits up to 20 s for what has begun (')).toHaveLength(1);
    expect(linesWith('Stopped after ')).toHaveLength(1);
  }, 60_000);
});
