import pg from 'pg';
import type { Login } from '../../../src/auth/auth.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Scenario } from '../scenarios.ts';
import type { PeerAccount } from './peer.ts';
import { hashFor } from './password.ts';
import { SECRET_KEY } from './parley-settings.ts';

const PASSWORD = 'a fine long password';
/** Sign-ins at once; more would only queue in the server. */
const MAX_CONCURRENT_SIGN_INS = 8;

interface Person {
  index: number;
  id: string;
  token: string;
}

/**
 * People with accounts in a Parley. Accounts and memberships are written into the tables, because ten thousand mails
 * would only measure mail; each then signs in and rooms are created over the REST API.
 */
export async function createCompany(databaseUrl: string, port: number, scenario: Scenario): Promise<PeerAccount[]> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: MAX_CONCURRENT_SIGN_INS });
  try {
    const count = scenario.rooms * scenario.members;
    const ids = await createPeople(pool, count);
    const ask = asker(apiOf(port));
    const people = await withConcurrencyLimit(count, async (index): Promise<Person> => {
      return { index, id: ids[index] ?? '', token: await signIn(ask, index) };
    });
    const rooms = await withConcurrencyLimit(scenario.rooms, async (number) => {
      const [first, ...others] = people.slice(number * scenario.members, (number + 1) * scenario.members);
      return createRoom(ask, pool, `Room ${number}`, first as Person, others);
    });
    await pool.query('ANALYZE');
    return people.map(({ index, token }) => ({
      index,
      roomId: rooms[Math.floor(index / scenario.members)] ?? '',
      auth: { token },
    }));
  } finally {
    await pool.end();
  }
}

/** An access token lives for ten minutes only. */
export async function signInAgain(port: number, accounts: readonly PeerAccount[]): Promise<void> {
  const ask = asker(apiOf(port));
  await withConcurrencyLimit(accounts.length, async (number) => {
    const account = accounts[number];
    if (account) account.auth = { token: await signIn(ask, account.index) };
  });
}

const apiOf = (port: number): string => `http://127.0.0.1:${port}/api/v1`;

const signIn = async (ask: Ask, index: number): Promise<string> =>
  (await ask<Login>('POST', '/auth/login', { login: nameOf(index), password: PASSWORD })).accessToken;

const nameOf = (index: number): string => `person_${index}`;

/** Creates accounts with a password in the Lobby. Their hash is a cheap one, so that signing in takes no minutes. */
async function createPeople(pool: pg.Pool, count: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO users (username, username_key, username_skeleton, display_name, password_hash)
     SELECT name, name, translate(name, '10', 'lo'), 'Person ' || i, $2 FROM generate_series(0, $1 - 1) i, lateral (SELECT 'person_' || i AS name)
     RETURNING id`,
    [count, await hashFor(PASSWORD, SECRET_KEY)],
  );
  await pool.query(`INSERT INTO room_members (room_id, user_id) SELECT r.id, u.id FROM rooms r, users u WHERE r.lobby`);
  await pool.query(
    `UPDATE room_head SET member_count = (SELECT count(*) FROM users) WHERE room_id = (SELECT id FROM rooms WHERE lobby)`,
  );
  return rows.map(({ id }) => id);
}

/** Creates a room of the first and the others; for two people, a direct room. */
async function createRoom(ask: Ask, pool: pg.Pool, name: string, first: Person, others: Person[]): Promise<string> {
  const [other] = others;
  if (others.length === 1 && other) {
    // Both open it: until something is written it is in the list of those who have.
    await ask<Room>('PUT', `/rooms/direct/${first.id}`, {}, other.token);
    return (await ask<Room>('PUT', `/rooms/direct/${other.id}`, {}, first.token)).id;
  }
  const { id } = await ask<Room>('POST', '/rooms', { name, kind: 'private' }, first.token);
  await pool.query(`INSERT INTO room_members (room_id, user_id) SELECT $1, id FROM unnest($2::uuid[]) AS others (id)`, [
    id,
    others.map((person) => person.id),
  ]);
  await pool.query(`UPDATE room_head SET member_count = member_count + $2 WHERE room_id = $1`, [id, others.length]);
  return id;
}

type Ask = <T>(method: string, path: string, body: unknown, token?: string) => Promise<T>;

const asker =
  (url: string): Ask =>
  async <T>(method: string, path: string, body: unknown, token?: string) => {
    const response = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} → ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };

/** Runs `work` for 0 … count - 1 with limited concurrency. */
async function withConcurrencyLimit<T>(count: number, work: (number: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let number = next++; number < count; number = next++) done[number] = await work(number);
  };
  await Promise.all(Array.from({ length: Math.min(MAX_CONCURRENT_SIGN_INS, count) }, worker));
  return done;
}
