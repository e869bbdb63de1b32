import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { eventually, type Member, newMember } from '../support/member.ts';
import { FakePushService } from '../support/services/push-service.ts';

const MESSAGES = Number(process.env.PUSHES ?? 200);
const KILLS = 3;
/** Of ten answers one is an error. */
const ERRORS = [429, 500, 503];

let service: FakePushService;
let stays: BuiltServer;
let dies: BuiltServer;
let database: pg.Client;
let databaseUrl: string;
let settings: Record<string, string>;
let ada: Member;
let ben: Member;
let room: Room;
let subscription: string;

beforeAll(async () => {
  service = await FakePushService.start();
  let answers = 0;
  service.answer = () => ({ status: ++answers % 10 ? 201 : (ERRORS[answers % ERRORS.length] ?? 500) });
  databaseUrl = await newDatabase();
  settings = { PUBLIC_URL: 'https://chat.example.org', PUSH_SERVICES: service.origin };
  stays = await startBuiltServer(databaseUrl, undefined, settings);
  dies = await startBuiltServer(databaseUrl, undefined, settings);
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  [ada, ben] = [await newMember(stays.url), await newMember(stays.url)];
  room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
  await ben.must('POST', '/rooms/join', { code: room.code });
  const { id, ...json } = service.subscribe();
  subscription = id;
  await ben.must('PUT', '/push/devices', json);
}, 120_000);

afterAll(async () => {
  for (const server of [stays, dies]) await server.stop('SIGKILL');
  await database.end();
  await service.stop();
});

/** Both nodes take messages and send pushes; one of them is killed again and again. */
test('no push is lost by a killed node and a service that fails at times, and none has two rows', async () => {
  const sent: Message[] = [];
  const send = async (at: number) => {
    const elsewhere = ada.sameSession(at % 2 ? stays.url : dies.url);
    const body = `@${ben.username} message ${at}`;
    const input = { clientId: crypto.randomUUID(), body };
    // A node that is down refuses; the other one takes the same message.
    for (const member of [elsewhere, ada]) {
      const answer = await member.ask<Message>('POST', `/rooms/${room.id}/messages`, input).catch(() => undefined);
      if (answer && answer.status < 300) return void sent.push(answer.body);
    }
    throw new Error('A message was not taken');
  };
  let at = 0;
  for (let kill = 0; kill <= KILLS; kill++) {
    for (; at < (MESSAGES / (KILLS + 1)) * (kill + 1); at++) await send(at);
    if (kill === KILLS) break;
    await dies.stop('SIGKILL');
    dies = await startBuiltServer(databaseUrl, dies.port, settings);
  }
  const pushed = () => new Set(service.of(subscription).map(({ payload }) => payload.notification.data.messageId));
  await eventually(() => sent.every(({ id }) => pushed().has(id)), 'all are pushed', 120_000);
  await delay(1_000);
  const { rows } = await database.query(
    `SELECT count(*)::int AS rows, count(DISTINCT message_id)::int AS messages FROM pushes`,
  );
  expect(rows).toEqual([{ rows: MESSAGES, messages: MESSAGES }]);
  expect(service.wrong).toEqual([]);
}, 300_000);
