import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { RoomPage } from '../../src/rooms/rooms.dto.ts';
import { newDatabase, startApp, testEnvironment } from '../support/app.ts';
import { ApiClient } from '../support/member.ts';

const PASSWORD = 'a fine long password';

describe('npm run seed', () => {
  let databaseUrl: string;
  let database: pg.Client;

  const seed = (...args: string[]) => {
    const file = join(import.meta.dirname, '../load/seed/seed.ts');
    const env = { ...process.env, DATABASE_URL: databaseUrl, SECRET_KEY: testEnvironment(databaseUrl).SECRET_KEY };
    const size = ['--users', '40', '--rooms', '12', '--messages', '3000', '--password', PASSWORD];
    return promisify(execFile)(process.execPath, [file, ...size, ...args], { env });
  };
  const count = async (sql: string) => Number((await database.query<{ count: string }>(sql)).rows[0]?.count);

  beforeAll(async () => {
    databaseUrl = await newDatabase();
    database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    await seed();
  }, 60_000);

  afterAll(() => database.end());

  test('fulfils every promise of the schema', async () => {
    expect(await count('SELECT count(*) FROM messages')).toBe(3000);
    const heads = `SELECT count(*) FROM room_head h, LATERAL (
        SELECT count(*) AS said, coalesce(max(seq), 0) AS last, coalesce(max(revision), 0) AS revision
        FROM messages m WHERE m.room_id = h.room_id) found
      WHERE h.last_seq <> found.said OR h.last_seq <> found.last OR h.revision <> found.revision
        OR h.member_count <> (SELECT count(*) FROM room_members p WHERE p.room_id = h.room_id)`;
    expect(await count(heads)).toBe(0);
    const strangers = `SELECT count(*) FROM messages m WHERE kind = 'text' AND NOT EXISTS
      (SELECT FROM room_members p WHERE p.room_id = m.room_id AND p.user_id = m.author_id)`;
    expect(await count(strangers)).toBe(0);
    expect(await count('SELECT count(*) FROM room_members WHERE last_read_seq < 0')).toBe(0);
  });

  test('leaves the indexes as the migrations made them', async () => {
    const indexes = async (url: string) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query(`SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`);
      await client.end();
      return rows as unknown[];
    };
    expect(await indexes(databaseUrl)).toEqual(await indexes(await newDatabase()));
  });

  test('makes people who sign in and find their rooms', async () => {
    const app = await startApp({ databaseUrl });
    const person = new ApiClient(app.url);
    const login = { login: 'person_1', password: PASSWORD };
    person.token = (await person.must<{ accessToken: string }>('POST', '/auth/login', login)).accessToken;
    const { items } = await person.must<RoomPage>('GET', '/rooms');
    expect(items.length).toBe(12);
    await app.close();
  });

  test('refuses a database that is in use, and a second time even by force', async () => {
    const before = await count('SELECT count(*) FROM users');
    await expect(seed()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('in use') as unknown });
    await expect(seed('--force')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('seeded before') as unknown,
    });
    expect(await count('SELECT count(*) FROM users')).toBe(before);
  });

  test.each([['--users', '3'], ['--messages', 'many'], ['--unknown']])('refuses %s %s', async (...args) => {
    await expect(seed(...args)).rejects.toMatchObject({ code: 2 });
  });
});
