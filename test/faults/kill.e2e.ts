import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Ack } from '../../src/transport/events.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { expectConverged, SimulatedClient } from '../support/simulated-client.ts';
import { eventually, type Member, newMember } from '../support/member.ts';

const KILL_COUNT = 6;
/** Messages in flight at once: some are between commit and acknowledgement when the server dies. */
const MAX_IN_FLIGHT = 8;

describe('a server that is killed repeatedly', () => {
  let server: BuiltServer;
  let ada: Member;
  let ben: SimulatedClient;
  let room: Room;
  let database: pg.Client;
  let databaseUrl: string;

  beforeAll(async () => {
    databaseUrl = await newDatabase();
    server = await startBuiltServer(databaseUrl);
    ada = await newMember(server.url);
    ben = new SimulatedClient(await newMember(server.url));
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'public' });
    await ben.member.must('POST', `/rooms/${room.id}/join`, {});
    database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
  }, 60_000);

  afterAll(async () => {
    ada.goOffline();
    ben.goOffline();
    await server.stop('SIGTERM');
    await database.end();
  });

  /** Like the client's outbox: an unacknowledged message is sent again under the same clientId until it is acknowledged. */
  async function deliver(clientId: string, body: string): Promise<Message> {
    for (;;) {
      const socket = ada.socket;
      const sent = socket?.timeout(1_000).emitWithAck('send_message', { roomId: room.id, clientId, body });
      const ack = (await sent?.catch(() => undefined)) as Ack<Message> | undefined;
      if (ack?.ok) return ack.data;
      if (ack && !ack.error.retryable) throw new Error(JSON.stringify(ack.error));
      await delay(50);
    }
  }

  test('loses no acknowledged message and stores no repeated send twice', async () => {
    const acked = new Map<string, Message>();
    const sent = new Set<string>();
    let done = false;
    const sender = async () => {
      while (!done) {
        const clientId = randomUUID();
        sent.add(clientId);
        acked.set(clientId, await deliver(clientId, `message ${sent.size}`));
      }
    };
    await ben.goOnline();
    await ada.goOnline();
    const senders = Array.from({ length: MAX_IN_FLIGHT }, sender);

    for (let kill = 0; kill < KILL_COUNT; kill++) {
      const before = acked.size;
      await eventually(() => acked.size > before + 20, 'messages flow');
      await delay(Math.random() * 100);
      await server.stop('SIGKILL');
      ada.goOffline();
      ben.goOffline();
      server = await startBuiltServer(databaseUrl, server.port);
      await ben.goOnline();
      await ada.goOnline();
    }
    done = true;
    await Promise.all(senders);

    const { rows } = await database.query<{ client_id: string | null; id: string; seq: string; body: string }>(
      'SELECT client_id, id, seq, body FROM messages WHERE room_id = $1 ORDER BY seq',
      [room.id],
    );
    expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, index) => index + 1));
    const stored = rows.filter(({ client_id }) => client_id !== null);
    expect(stored.map(({ client_id }) => client_id).sort()).toEqual([...sent].sort());
    for (const { client_id, id, seq, body } of stored)
      expect(acked.get(client_id ?? '')).toMatchObject({ id, seq: Number(seq), body });
    await expectConverged([ben]);
  }, 300_000);
});
