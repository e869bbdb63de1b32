import { parseArgs } from 'node:util';
import pg from 'pg';
import { buildServer } from '../../../deploy/local/build.mjs';
import { migrate } from '../../../deploy/local/migrate.mjs';
import { withBuildLock } from '../../../deploy/local/build-lock.mjs';
import { dropPlainIndexes, rebuildIndexes } from '../../../src/operations/deferred-indexes.ts';
import { hashFor } from '../peers/password.ts';
import * as company from './company.ts';
import { copy } from './copy.ts';
import { randomFrom } from './random.ts';
import { editColumns, messageColumns, MessageGenerator } from './message-generator.ts';
import { WordGenerator } from './word-generator.ts';

const USAGE = `DATABASE_URL=postgres://… npm run seed -- --users 10000 --rooms 1000 --messages 1000000
  --password …: what all of them sign in with as person_0 … (needs the server's SECRET_KEY)
  --force: also into a database that is in use; nothing there changes, but nobody can talk until it is done`;

/** Why nothing was done; printed without a stack trace. */
class SeedRefusal extends Error {}

try {
  await seed();
} catch (error) {
  const taken = error instanceof pg.DatabaseError && error.code === '23505';
  if (!taken && !(error instanceof SeedRefusal)) throw error;
  console.error(`${taken ? 'This database was seeded before: nothing was added' : error.message}\n${USAGE}`);
  process.exit(2);
}

/** Fills a database with a company that has chatted for a year. A failure rolls everything back. */
async function seed(): Promise<void> {
  const { users, rooms, messages, password, force } = options();
  const url = process.env.DATABASE_URL;
  if (!url) throw new SeedRefusal('DATABASE_URL must name the database to fill');
  const { SECRET_KEY } = process.env;
  if (password !== undefined && !SECRET_KEY) throw new SeedRefusal('--password needs the SECRET_KEY of the server');
  await withBuildLock(buildServer);
  await migrate(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if (!force) await assertEmpty(client);
    const hash = password === undefined || !SECRET_KEY ? null : await hashFor(password, SECRET_KEY);
    await client.query('BEGIN');
    await fill(client, { users, rooms, messages }, hash);
    await client.query('COMMIT');
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

function options() {
  try {
    const number = (text: string, least: number) => {
      if (Number.isInteger(Number(text)) && Number(text) >= least) return Number(text);
      throw new Error(`${JSON.stringify(text)} is no whole number from ${least} on`);
    };
    const { values } = parseArgs({
      options: {
        users: { type: 'string', default: '10000' },
        rooms: { type: 'string', default: '1000' },
        messages: { type: 'string', default: '1000000' },
        password: { type: 'string' },
        force: { type: 'boolean', default: false },
      },
    });
    const { users, rooms, messages } = values;
    return { ...values, users: number(users, 20), rooms: number(rooms, 1), messages: number(messages, 0) };
  } catch (error) {
    throw new SeedRefusal(error instanceof Error ? error.message : String(error));
  }
}

/** A wrong DATABASE_URL must not add ten thousand accounts to a real company. */
async function assertEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ used: boolean }>(
    'SELECT EXISTS (SELECT FROM users) OR EXISTS (SELECT FROM messages) AS used',
  );
  if (rows[0]?.used) throw new SeedRefusal('This database is in use: there are people in it');
}

interface Size {
  users: number;
  rooms: number;
  messages: number;
}

async function fill(client: pg.Client, { users, rooms, messages }: Size, hash: string | null): Promise<void> {
  const random = randomFrom(1);
  const lobby = await lockedLobby(client);
  const everybody = company.makeCompany(users, rooms, lobby, random);
  const talk = new MessageGenerator(everybody, new WordGenerator(randomFrom(2)), random);
  await skipForeignKeyChecks(client);
  await copy(client, 'users', company.userColumns, company.userRows(everybody, hash));
  await copy(client, 'rooms', company.roomColumns, company.roomRows(everybody));
  const indexes = await dropPlainIndexes(client, ['messages']);
  const began = Date.now();
  const copied = await copy(client, 'messages', messageColumns, talk.messages(messages));
  console.log(`${copied.toLocaleString('en-US')} messages: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  await copy(client, 'message_edits', editColumns, talk.edits);
  await client.query(
    'UPDATE room_head SET last_seq = $2, revision = $3, member_count = member_count + $4 WHERE room_id = $1',
    [lobby.id, everybody.rooms[0]?.lastSeq, everybody.rooms[0]?.revision, users],
  );
  await copy(client, 'room_head', company.headColumns, company.headRows(everybody));
  await copy(client, 'room_members', company.memberColumns, company.memberRows(everybody, random));
  await rebuildIndexes(client, { constraints: [], indexes }, async (name, work) => {
    const began = Date.now();
    await work();
    console.log(`  ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  });
}

/** The Lobby exists before the first account. */
async function lockedLobby(client: pg.Client) {
  const { rows } = await client.query<{ id: string; lastSeq: string; revision: string }>(
    `SELECT room_id AS id, last_seq AS "lastSeq", revision FROM room_head
     WHERE room_id = (SELECT id FROM rooms WHERE lobby) FOR UPDATE`,
  );
  const [lobby] = rows;
  if (!lobby) throw new Error('The migrations make a Lobby');
  return { id: lobby.id, lastSeq: Number(lobby.lastSeq), revision: Number(lobby.revision) };
}

/** References are right by construction; checking tens of millions would take most of the time. */
async function skipForeignKeyChecks(client: pg.Client): Promise<void> {
  await client.query('SAVEPOINT trusting');
  await client
    .query('SET LOCAL session_replication_role = replica')
    .catch(() => client.query('ROLLBACK TO SAVEPOINT trusting')); // not a superuser: slower, and just as right
}
