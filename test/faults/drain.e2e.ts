import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Ack } from '../../src/transport/events.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { eventually, type Member, newMember } from '../support/member.ts';

const MAX_IN_FLIGHT = 8;

describe('a server that is shutting down', () => {
  let server: BuiltServer;
  let databaseUrl: string;
  let ada: Member;
  let ben: Member;
  let room: Room;

  beforeEach(async () => {
    databaseUrl = await newDatabase();
    server = await startBuiltServer(databaseUrl);
    ada = await newMember(server.url);
    ben = await newMember(server.url);
    for (const person of [ada, ben]) await person.goOnline();
    room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    await ben.command('join_room', { roomId: room.id });
  }, 60_000);

  afterEach(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await server.stop('SIGKILL');
  });

  test('answers begun commands, loses no acknowledged message, and exits cleanly', async () => {
    const acked = new Map<string, Message>();
    let unanswered = 0;
    const send = async () => {
      while (ada.socket?.connected) {
        const clientId = randomUUID();
        const ack = (await ada.socket
          .timeout(2_000)
          .emitWithAck('send_message', { roomId: room.id, clientId, body: 'on the way' })
          .catch(() => undefined)) as Ack<Message> | undefined;
        if (ack?.ok) acked.set(clientId, ack.data);
        else if (ack) expect(ack.error).toMatchObject({ code: 'unavailable', retryable: true });
        else unanswered++;
        await delay(1);
      }
    };
    const senders = Promise.all(Array.from({ length: MAX_IN_FLIGHT }, send));
    await eventually(() => acked.size > 20, 'messages flow');

    expect(await server.stop('SIGTERM')).toBe(0);
    await senders;

    for (const person of [ada, ben]) {
      const { retryAfter } = await person.receives('server_draining');
      expect(retryAfter).toBeGreaterThanOrEqual(0);
      expect(retryAfter).toBeLessThanOrEqual(8);
    }
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    const { rows } = await database.query<{ client_id: string; id: string }>(
      'SELECT client_id, id FROM messages WHERE room_id = $1 AND client_id IS NOT NULL',
      [room.id],
    );
    await database.end();
    const stored = new Map(rows.map(({ client_id, id }) => [client_id, id]));
    for (const [clientId, { id }] of acked) expect(stored.get(clientId)).toBe(id);
    // Begun commands were answered: only a command that crossed the closing on its way can be unanswered.
    expect(stored.size).toBe(acked.size);
    expect(unanswered).toBeLessThanOrEqual(MAX_IN_FLIGHT);
  }, 60_000);

  test('lets a begun request finish', async () => {
    const address = `${server.url}/api/v1/rooms/${room.id}/messages`;
    const text = JSON.stringify({ clientId: randomUUID(), body: 'slowly' });
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(Buffer.from(text.slice(0, 10)));
        await eventually(() => ada.eventsOf('server_draining').length > 0, 'the good-bye');
        controller.enqueue(Buffer.from(text.slice(10)));
        controller.close();
      },
    });
    const headers = { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' };
    const answer = fetch(address, { method: 'POST', headers, body, duplex: 'half' });
    await delay(200); // it is in flight, and only the server knows that it has begun
    const stopped = server.stop('SIGTERM');
    expect((await answer).status).toBe(201);
    expect(await stopped).toBe(0);
  }, 60_000);

  test('accepts no new connections', async () => {
    const stopped = server.stop('SIGTERM');
    await ada.receives('server_draining');
    await expect(fetch(`${server.url}/health/ready`)).rejects.toThrow();
    await expect(ben.connect()).rejects.toThrow();
    expect(await stopped).toBe(0);
  }, 60_000);
});
