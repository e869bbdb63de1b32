import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DatabaseHistory } from '../../src/common/database/database-history.ts';
import { migrate } from '../../src/operations/migrate.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Changes, Message } from '../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { eventually, type Member, newMember, refused } from '../support/member.ts';
import { expectConverged, SimulatedClient } from '../support/simulated-client.ts';
import { measured } from './support/measurements.ts';
import { MovableProxy } from './support/movable-proxy.ts';
import { PostgresPair, timeUntil } from './support/postgres-pair.ts';

/** Messages that are acknowledged and lost by a lossy failover. */
const LOST_MESSAGES = 12;

describe('a failover to a standby', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-failover-'));
  let pair: PostgresPair;
  let proxy: MovableProxy;
  let app: TestApp;
  let ada: SimulatedClient;
  let ben: SimulatedClient;
  let room: Room;

  beforeAll(async () => {
    chmodSync(folder, 0o711);
    pair = await PostgresPair.start(folder, (url) => migrate(url, () => undefined));
    proxy = await MovableProxy.open(pair.primary.port);
    const databaseUrl = pair.primary.url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${proxy.port}`);
    app = await startApp({ databaseUrl });
    const [first, second] = [await newMember(app.url), await newMember(app.url)];
    [ada, ben] = [new SimulatedClient(first), new SimulatedClient(second)];
    for (const client of [ada, ben]) await client.goOnline();
    room = await first.command('create_room', { name: 'History', kind: 'public' });
    await second.command('join_room', { roomId: room.id });
    await say(ada.member, 'begins', 5);
    await expectConverged([ada, ben]);
  }, 120_000);

  afterAll(async () => {
    for (const client of [ada, ben]) client.goOffline();
    await app.close();
    await proxy.close();
    await pair.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** As an outbox does: until it is acknowledged. */
  async function say(member: Member, words: string, times: number): Promise<Message[]> {
    const sent: Message[] = [];
    for (let time = 0; time < times; time++) {
      const message = { roomId: room.id, clientId: randomUUID(), body: `${words} ${time}` };
      const attempt = async () => {
        const ack = await member.tryCommand<Message>('send_message', message).catch(() => undefined);
        return ack?.ok ? ack.data : delay(100).then(() => undefined);
      };
      sent.push(await eventually(attempt, `${message.body} is acknowledged`, 20_000));
    }
    return sent;
  }

  /** Everybody connects anew, as clients do by themselves. */
  async function backOnline(client: SimulatedClient): Promise<void> {
    const isOnline = () =>
      client.goOnline().then(
        () => true,
        () => delay(100).then(() => false),
      );
    client.goOffline();
    await eventually(isOnline, `${client.member.username} is back`, 20_000);
  }

  /** The primary restarts for it, and everybody is back. */
  async function renewStandby(): Promise<void> {
    await pair.renewStandby();
    const isReady = async () => (await fetch(`${app.url}/health/ready`)).ok || delay(100).then(() => false);
    await eventually(isReady, 'the server is ready', 30_000);
    for (const client of [ada, ben]) await backOnline(client);
  }

  async function failover(): Promise<void> {
    const { changes } = app.nest.get(DatabaseHistory);
    await pair.primary.kill();
    await pair.promote();
    proxy.moveTo(pair.primary.port);
    const isNoticed = () => app.nest.get(DatabaseHistory).changes > changes;
    await eventually(isNoticed, 'the process notices the history', 5_000);
  }

  const resets = () => ada.resets + ben.resets;

  test('that had everything starts nobody over', async () => {
    await pair.caughtUp();
    const before = resets();
    const sockets = [ada, ben].map(({ member }) => member.socket);
    await failover();
    const areTold = () => Promise.resolve(sockets.every((socket) => !socket?.connected));
    const ms = await timeUntil(areTold, 'the sockets are told', 5_000);
    measured('X2', `open clients are told ${ms} ms after their node has noticed`);
    for (const client of [ada, ben]) await backOnline(client);
    await say(ben.member, 'goes on', 3);
    await expectConverged([ada, ben]);
    expect(resets()).toBe(before);
  }, 60_000);

  test('that lacked the last messages gives everybody the history that is left', async () => {
    await renewStandby();
    await say(ada.member, 'is kept', 3);
    await ada.fetchMissing();
    await pair.caughtUp();
    // Ben knows no message that is lost, Ada all of them.
    ben.goOffline();
    await pair.pauseReplication();
    const [kept] = await say(ada.member, 'is lost', 1);
    const lost = await say(ada.member, 'is lost', LOST_MESSAGES);
    const before = { ada: ada.resets, ben: ben.resets };
    await failover();
    await backOnline(ben);
    // The room grows past what Ada holds before she comes back.
    await say(ben.member, 'is new', LOST_MESSAGES + 5);
    await backOnline(ada);
    await expectConverged([ada, ben]);
    const bodies = ada.state.messages[room.id]?.map(({ body }) => body) ?? [];
    expect(bodies.filter((body) => body.startsWith('is lost'))).toEqual([]);
    expect(bodies.filter((body) => body.startsWith('is kept'))).toHaveLength(3);
    expect(bodies.filter((body) => body.startsWith('is new'))).toHaveLength(LOST_MESSAGES + 5);
    expect({ ada: ada.resets - before.ada, ben: ben.resets - before.ben }).toEqual({ ada: 1, ben: 0 });
    // What was lost is written again under the same clientId, once.
    for (const message of [kept, ...lost, ...lost] as Message[])
      await ada.member.send(room, message.body, message.clientId ?? '');
    await expectConverged([ada, ben]);
    const again = ada.state.messages[room.id]?.filter(({ body }) => body.startsWith('is lost')) ?? [];
    expect(again.map(({ clientId }) => clientId)).toEqual([kept, ...lost].map((message) => message?.clientId));
  }, 90_000);

  test('stores nothing that was on its way when the history changed, which would overtake what is brought back', async () => {
    await renewStandby();
    await say(ada.member, 'before', 1);
    await pair.caughtUp();
    const { socket } = ada.member;
    let count = 0;
    const sending = setInterval(() => {
      const message = { roomId: room.id, clientId: randomUUID(), body: `on its way ${count++}` };
      if (socket?.connected) socket.emit('send_message', message, () => undefined);
    }, 5);
    try {
      await failover();
      await eventually(() => !socket?.connected, 'the socket is told', 5_000);
    } finally {
      clearInterval(sending);
    }
    await delay(1_000);
    const [kept] = await pair.primary.query<{ first: string }>(
      `SELECT min(created_at)::text AS first FROM messages WHERE room_id = $1 AND body LIKE 'on its way%'
         AND created_at > (SELECT max(since) FROM histories)`,
      [room.id],
    );
    expect(count).toBeGreaterThan(10);
    expect(kept?.first).toBeNull();
    for (const client of [ada, ben]) await backOnline(client);
    await expectConverged([ada, ben]);
  }, 60_000);

  test('tells a lost change from another one of the same message and revision', async () => {
    await renewStandby();
    const [message] = await say(ada.member, 'is edited', 1);
    await pair.caughtUp();
    await pair.pauseReplication();
    const messageId = message?.id ?? '';
    const lost = await ada.member.command('edit_message', { messageId, body: 'lost words' });
    const before = ada.resets;
    await failover();
    await backOnline(ben);
    const other = await ada.member.must<Message>('PATCH', `/messages/${messageId}`, { body: 'other words' });
    expect(other.revision).toBe(lost.revision);
    await backOnline(ada);
    await expectConverged([ada, ben]);
    expect(ada.state.messages[room.id]?.at(-1)?.body).toBe('other words');
    expect(ada.resets - before).toBe(1);
  }, 90_000);
});

describe('a witness', () => {
  let app: TestApp;
  let ada: Member;
  let room: Room;
  let message: Message;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    await ada.goOnline();
    room = await ada.command('create_room', { name: 'Witness', kind: 'private' });
    message = await ada.send(room, 'one');
    await ada.send(room, 'two');
  }, 60_000);

  afterAll(async () => {
    ada.goOffline();
    await app.close();
  });

  const changes = (witness: string, { since = message.revision, epoch = 1 + 2 ** 31, token = '' } = {}) =>
    ada.ask<Changes>(
      'GET',
      `/rooms/${room.id}/changes?since=${since}&epoch=${epoch}&witness=${witness}${token && `&witnessToken=${token}`}`,
    );

  test('proves what is held to a database with another history', async () => {
    const { body } = await changes(message.id);
    expect(body).toMatchObject({ reset: false, epoch: 1, items: [{ body: 'two' }] });
  });

  test('that was never written, of another revision, room or change starts over', async () => {
    const elsewhere = await ada.command('create_room', { name: 'Elsewhere', kind: 'private' });
    const there = await ada.send(elsewhere, 'elsewhere');
    const started = { status: 200, body: { reset: true, items: [] } };
    expect(await changes(randomUUID())).toMatchObject(started);
    expect(await changes(message.id, { since: message.revision + 1 })).toMatchObject(started);
    expect(await changes(there.id, { since: there.revision })).toMatchObject(started);
    expect(await changes(message.id, { token: '7' })).toMatchObject(started);
    // A backup was restored.
    expect(await changes(message.id, { epoch: 2 })).toMatchObject(started);
  });

  test.each(['', 'none', '7', '%00', `${randomUUID()}0`])('that is none (%s) is refused', async (witness) => {
    expect(await changes(witness)).toMatchObject(refused(400, 'invalid_input'));
    const held = [{ roomId: room.id, revision: message.revision, epoch: 7, witness: decodeURIComponent(witness) }];
    expect(await ada.tryCommand('sync', { rooms: held })).toMatchObject({ ok: false, error: { status: 400 } });
  });

  test('is heeded by sync as well', async () => {
    const held = { roomId: room.id, revision: message.revision, epoch: 1 + 2 ** 31 };
    const sync = (witness: string) => ada.command('sync', { rooms: [{ ...held, witness }] });
    expect((await sync(message.id)).changes).toMatchObject([{ reset: false, items: [{ body: 'two' }] }]);
    expect((await sync(randomUUID())).changes).toMatchObject([{ reset: true }]);
  });
});
