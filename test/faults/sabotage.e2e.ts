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
import { violations, type DrillHistory, type StoredMessage } from './support/history-checker.ts';

/** The effect of each body on the server (see support/sabotage.mjs), and the complaint of the checker. */
const sabotages: [string, RegExp][] = [
  ['is not stored', /^lost/],
  ['is stored twice', /^doubled/],
  ['leaves out a number', /^numbers/],
  ['is never acknowledged', /^never settled/],
  ['is acknowledged as another', /^acknowledged as another/],
  ['is not delivered', /^order/],
  ['is delivered twice', /^order/],
  ['is delivered late', /^order/],
  ['is delivered as another', /^differs/],
  ['keeps everybody', /^after leaving/],
];

/** Time without an acknowledgement that counts as never. */
const ACK_TIMEOUT_MS = 2_000;

/**
 * Runs the checker of the drills on a server that breaks one promise on purpose. It gets the events as sent over the
 * wire: the real client repairs most of this.
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
    // Without this even the sabotaged server cannot store duplicates.
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

  /** Ada sends, Ben receives and leaves, Ada sends on. */
  async function talk(body: string): Promise<DrillHistory> {
    const room = await ada.command('create_room', { name: 'Drill', kind: 'public' });
    await ben.command('join_room', { roomId: room.id });
    const acked: DrillHistory['acked'] = new Map();
    const unsettled: string[] = [];
    for (const text of ['first', 'second', body, 'fourth', 'fifth']) await recordSend(room.id, text, acked, unsettled);
    await ben.command('leave_room', { roomId: room.id });
    await recordSend(room.id, 'without Ben', acked, unsettled);
    const last = await ada.send(lobby, `after ${room.id}`);
    for (const person of [ada, ben]) await person.receivesMessage(lobby.id, last.body);
    const { rows } = await database.query<StoredMessage & { event: string | null }>(
      `SELECT id, seq::int AS seq, client_id AS "clientId", author_id AS "authorId", system->>'event' AS event
       FROM messages WHERE room_id = $1 ORDER BY seq`,
      [room.id],
    );
    const leftAt = rows.find(({ event }) => event === 'member_left')?.seq ?? 0;
    const [received, log] = [ada, ben].map((person) =>
      person.receivedMessages(room.id).map(({ id, seq }) => ({ id, seq })),
    );
    const views = [
      { username: 'Ada', log: received ?? [], final: received ?? [], leftAt: null },
      { username: 'Ben', log: log ?? [], final: [], leftAt },
    ];
    return { rows, acked, unacknowledged: unsettled, views };
  }

  async function recordSend(
    roomId: string,
    body: string,
    acked: DrillHistory['acked'],
    unsettled: string[],
  ): Promise<void> {
    const clientId = randomUUID();
    const sent = ada.socket?.timeout(ACK_TIMEOUT_MS).emitWithAck('send_message', { roomId, clientId, body });
    const ack = (await sent?.catch(() => undefined)) as Ack<Message> | undefined;
    if (ack?.ok) acked.set(clientId, { id: ack.data.id, seq: ack.data.seq });
    else unsettled.push(clientId);
  }

  test('is not accused where it breaks none', async () => {
    const history = await talk('is as any other');
    expect(violations(history)).toEqual([]);
    expect(history.views.map(({ log }) => log.length)).toEqual([8, 6]);
  });

  test.each(sabotages)('is noticed when a message %s', async (body, complaint) => {
    expect(violations(await talk(body))).toContainEqual(expect.stringMatching(complaint));
  });
});
