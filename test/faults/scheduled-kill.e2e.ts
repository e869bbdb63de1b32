import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { eventually, type Member, newMember } from '../support/member.ts';

const MESSAGES = Number(process.env.SCHEDULED_MESSAGES ?? 300);
const KILLS = 3;

/** Both nodes send what is due; the second one is killed again and again meanwhile. */
describe('scheduled messages on a node that is killed repeatedly', () => {
  let stays: BuiltServer;
  let dies: BuiltServer;
  let database: pg.Client;
  let databaseUrl: string;
  let ben: Member;
  let rooms: Room[];

  beforeAll(async () => {
    databaseUrl = await newDatabase();
    stays = await startBuiltServer(databaseUrl);
    dies = await startBuiltServer(databaseUrl);
    database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    ben = await newMember(stays.url);
    rooms = [];
    for (const name of ['Engine', 'Deck', 'Bridge'])
      rooms.push(await ben.must<Room>('POST', '/rooms', { name, kind: 'private' }));
  }, 90_000);

  afterAll(async () => {
    for (const server of [stays, dies]) await server.stop('SIGKILL');
    await database.end();
  });

  test('are sent once each', async () => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const input = { clientId: crypto.randomUUID(), body: 'makes the head of the stream', sendAt };
    await ben.must('POST', `/rooms/${rooms[0]?.id}/scheduled`, input);
    // Written directly: more than a person may schedule, due over the time in which the node is killed.
    await database.query(
      `INSERT INTO scheduled_messages (user_id, id, room_id, body, attachment_ids, send_at, state, created_at)
       SELECT $1, gen_random_uuid(), ($2::uuid[])[1 + n % 3], n::text, '{}',
         now() + make_interval(secs => 1 + n * 12.0 / $3), 'waiting', now()
       FROM generate_series(1, $3) n`,
      [ben.id, rooms.map(({ id }) => id), MESSAGES],
    );
    for (let kill = 0; kill < KILLS; kill++) {
      await delay(2_000 + Math.random() * 1_000);
      await dies.stop('SIGKILL');
      dies = await startBuiltServer(databaseUrl, dies.port);
    }
    const waiting = async () =>
      (await database.query(`SELECT FROM scheduled_messages WHERE id <> $1`, [input.clientId])).rowCount;
    // What a killed process has claimed waits until its claim ends.
    await eventually(async () => (await waiting()) === 0, 'all are sent', 120_000);
    const { rows } = await database.query<{ body: string }>(
      `SELECT body FROM messages WHERE author_id = $1 AND kind = 'text' ORDER BY body::int`,
      [ben.id],
    );
    expect(rows.map(({ body }) => Number(body))).toEqual(Array.from({ length: MESSAGES }, (_, index) => index + 1));
  }, 240_000);
});
