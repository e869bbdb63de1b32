import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { eventually, type Member, newMember } from '../support/member.ts';

const REMINDERS = 60;
const KILLS = 4;

/** Ben is connected to both nodes; the second one is killed again and again while reminders ring. */
describe('reminders on a node that is killed repeatedly', () => {
  let stays: BuiltServer;
  let dies: BuiltServer;
  let database: pg.Client;
  let databaseUrl: string;
  let ben: Member;
  let messages: Message[];

  beforeAll(async () => {
    databaseUrl = await newDatabase();
    stays = await startBuiltServer(databaseUrl);
    dies = await startBuiltServer(databaseUrl);
    database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    ben = await newMember(stays.url);
    const room = await ben.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    messages = [];
    for (let index = 0; index < REMINDERS; index++) {
      const message = { clientId: crypto.randomUUID(), body: `message ${index}` };
      messages.push(await ben.must<Message>('POST', `/rooms/${room.id}/messages`, message));
    }
  }, 90_000);

  afterAll(async () => {
    ben.goOffline();
    for (const server of [stays, dies]) await server.stop('SIGKILL');
    await database.end();
  });

  test('ring once each', async () => {
    const elsewhere = ben.sameSession(dies.url);
    await ben.goOnline();
    await elsewhere.goOnline();
    const soon = Date.now() + 3_000;
    for (const [index, { id }] of messages.entries()) {
      const remindAt = new Date(soon + index * 200).toISOString();
      await ben.must('PUT', `/messages/${id}/saved`, { remindAt, note: `${index}` });
    }
    for (let kill = 0; kill < KILLS; kill++) {
      await delay(1_500 + Math.random() * 1_500);
      await dies.stop('SIGKILL');
      elsewhere.goOffline();
      dies = await startBuiltServer(databaseUrl, dies.port);
      await elsewhere.goOnline();
    }
    const notes = () =>
      ben.eventsOf('notification').flatMap(({ kind, note }) => (kind === 'reminder' ? [Number(note)] : []));
    await eventually(() => new Set(notes()).size === REMINDERS, 'all reminders ring', 60_000);
    await delay(5_000);
    expect(notes().sort((one, other) => one - other)).toEqual(messages.map((_, index) => index));
    const { rows } = await database.query(
      `SELECT count(*)::int AS rung, count(DISTINCT reminded_revision)::int AS revisions FROM saved_messages
       WHERE reminded_at IS NOT NULL`,
    );
    expect(rows).toEqual([{ rung: REMINDERS, revisions: REMINDERS }]);
  }, 180_000);
});
