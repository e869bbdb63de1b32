import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Ack } from '../../src/transport/events.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { lobbyOf, type Member, newMember } from '../support/member.ts';
import { broken, type History, type Row } from './support/history.ts';

/** What each text makes the server do to that message (see support/sabotage.mjs), and what the checker says of it. */
const sabotages: [string, RegExp][] = [
  ['is not stored', /^lost/],
  ['is stored twice', /^doubled/],
  ['leaves out a number', /^numbers/],
  ['is never acknowledged', /^never settled/],
  ['is acknowledged as another', /^acknowledged as another/],
  ['is not told', /^order/],
  ['is told twice', /^order/],
  ['is told late', /^order/],
  ['is told as another', /^differs/],
  ['keeps everybody', /^after leaving/],
];

/** Milliseconds without an acknowledgement that count as never. */
const PATIENCE = 2_000;

/**
 * The checker of the drills, on what a server does that breaks one promise on purpose. It is shown what came over the
 * wire, as it came: the real client mends most of this by itself.
 */
describe('a server that breaks a promise', () => {
  let server: BuiltServer;
  let database: pg.Client;
  let ada: Member;
  let ben: Member;
  let lobby: Room;

  beforeAll(async () => {
    const databaseUrl = await newDatabase();
    database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    // Without this even a server that tries to stores nothing twice.
    await database.query('ALTER TABLE messages DROP CONSTRAINT messages_once');
    const sabotage = join(import.meta.dirname, 'support/sabotage.mjs');
    server = await startBuiltServer(databaseUrl, undefined, { NODE_OPTIONS: `--import=${sabotage}` });
    [ada, ben] = [await newMember(server.url), await newMember(server.url)];
    for (const person of [ada, ben]) await person.goOnline();
    lobby = await lobbyOf(ada);
  }, 60_000);

  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await server.stop('SIGTERM');
    await database.end();
  });

  /** Ada talks, Ben hears it and leaves, Ada goes on. */
  async function talk(body: string): Promise<History> {
    const room = await ada.command('create_room', { name: 'Drill', kind: 'public' });
    await ben.command('join_room', { roomId: room.id });
    const acked: History['acked'] = new Map();
    const unsettled: string[] = [];
    for (const text of ['first', 'second', body, 'fourth', 'fifth']) await say(room.id, text, acked, unsettled);
    await ben.command('leave_room', { roomId: room.id });
    await say(room.id, 'without Ben', acked, unsettled);
    const last = await ada.send(lobby, `after ${room.id}`);
    for (const person of [ada, ben]) await person.hearsMessage(lobby.id, last.body);
    const { rows } = await database.query<Row & { event: string | null }>(
      `SELECT id, seq::int AS seq, client_id AS "clientId", author_id AS "authorId", system->>'event' AS event
       FROM messages WHERE room_id = $1 ORDER BY seq`,
      [room.id],
    );
    const leftAt = rows.find(({ event }) => event === 'member_left')?.seq ?? 0;
    const [heard, log] = [ada, ben].map((person) => person.received(room.id).map(({ id, seq }) => ({ id, seq })));
    const views = [
      { who: 'Ada', log: heard ?? [], final: heard ?? [], leftAt: null },
      { who: 'Ben', log: log ?? [], final: [], leftAt },
    ];
    return { rows, acked, unsettled, views };
  }

  async function say(roomId: string, body: string, acked: History['acked'], unsettled: string[]): Promise<void> {
    const clientId = randomUUID();
    const sent = ada.socket?.timeout(PATIENCE).emitWithAck('send_message', { roomId, clientId, body });
    const ack = (await sent?.catch(() => undefined)) as Ack<Message> | undefined;
    if (ack?.ok) acked.set(clientId, { id: ack.data.id, seq: ack.data.seq });
    else unsettled.push(clientId);
  }

  test('is not found to where it breaks none', async () => {
    const history = await talk('is as any other');
    expect(broken(history)).toEqual([]);
    expect(history.views.map(({ log }) => log.length)).toEqual([8, 6]);
  });

  test.each(sabotages)('is found out when a message %s', async (body, complaint) => {
    expect(broken(await talk(body))).toContainEqual(expect.stringMatching(complaint));
  });
});
