import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { MadeSubscription } from '../../src/integrations/subscriptions/subscriptions.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { eventually, type Member, newMember } from '../support/member.ts';
import { believes, WebhookReceiver } from '../support/services/webhook-receiver.ts';

const MESSAGES = Number(process.env.SUBSCRIPTION_MESSAGES ?? 240);
const ROOMS = 4;
const KILLS = 3;
/** Of so many tries one is not taken, in the beginning. */
const REFUSED_OF = 60;
const SETTINGS = { OUTBOUND_ALLOW: '127.0.0.0/8' };

let receiver: WebhookReceiver;
let stays: BuiltServer;
let dies: BuiltServer;
let database: pg.Client;
let databaseUrl: string;
let ada: Member;
let rooms: Room[];
let secret: string;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  let tries = 0;
  // Each answer takes a while: a kill finds a request that is under way.
  receiver.reply = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { status: ++tries % REFUSED_OF ? 200 : 503 };
  };
  databaseUrl = await newDatabase();
  stays = await startBuiltServer(databaseUrl, undefined, SETTINGS);
  dies = await startBuiltServer(databaseUrl, undefined, SETTINGS);
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  ada = await newMember(stays.url);
  rooms = [];
  for (let made = 0; made < ROOMS; made++)
    rooms.push(await ada.must<Room>('POST', '/rooms', { name: `Room ${made}`, kind: 'private' }));
  const roomIds = rooms.map(({ id }) => id);
  const input = { name: 'Tickets', url: receiver.url, events: ['message.created'], roomIds };
  ({ secret } = await ada.must<MadeSubscription>('POST', '/subscriptions', input));
}, 120_000);

afterAll(async () => {
  for (const server of [stays, dies]) await server.stop('SIGKILL');
  await database.end();
  await receiver.close();
});

/** Both nodes take messages and send events; one of them is killed again and again (W-17). */
test('no event is lost by a killed node and a receiver that fails at times, and each room stays in order', async () => {
  const sent = new Map(rooms.map(({ id }) => [id, [] as string[]]));
  const send = async (at: number) => {
    const room = rooms[at % ROOMS];
    if (!room) throw new Error('There is no such room');
    const input = { clientId: crypto.randomUUID(), body: `message ${at}` };
    // A node that is down refuses; the other one takes the same message.
    for (const member of [ada.sameSession(at % 2 ? stays.url : dies.url), ada]) {
      const answer = await member.ask<Message>('POST', `/rooms/${room.id}/messages`, input).catch(() => undefined);
      if (answer && answer.status < 300) return void sent.get(room.id)?.push(answer.body.id);
    }
    throw new Error('A message was not taken');
  };
  let at = 0;
  for (let kill = 0; kill <= KILLS; kill++) {
    for (; at < (MESSAGES / (KILLS + 1)) * (kill + 1); at++) await send(at);
    if (kill === KILLS) break;
    await dies.stop('SIGKILL');
    dies = await startBuiltServer(databaseUrl, dies.port, SETTINGS);
  }
  /** The messages of a room in the order in which they were first taken. */
  const firsts = (roomId: string) => [...new Set(receiver.taken(roomId).map(({ event }) => event.data.message?.id))];
  // What a killed process has claimed waits until its claim ends, and everything does while the receiver is believed to be away.
  await eventually(
    async () => {
      await database.query(
        `UPDATE subscriptions SET waits_until = now() WHERE waits_until > now() + interval '2 seconds'`,
      );
      return rooms.every(({ id }) => firsts(id).length === sent.get(id)?.length);
    },
    'all are told',
    180_000,
  );
  for (const { id } of rooms) expect(firsts(id)).toEqual(sent.get(id));
  // Whatever came twice came by the same id, with the same words.
  const bodies = new Map<string, Set<string>>();
  for (const { id, body } of receiver.requests) bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
  expect([...bodies].filter(([, versions]) => versions.size > 1)).toEqual([]);
  expect(receiver.requests.filter((request) => !believes(secret, request, request.timestamp))).toEqual([]);
}, 400_000);
