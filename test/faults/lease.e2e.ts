import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../src/common/database/database.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { newDatabase, startApp, type TestApp } from '../support/app.ts';
import { TcpProxy } from '../support/services/tcp-proxy.ts';
import { expectConverged, SimulatedClient } from '../support/simulated-client.ts';
import { eventually, type Member, newMember, refusal } from '../support/member.ts';

const ready = async (node: TestApp) => {
  const answer = await fetch(`${node.url}/health/ready`);
  return { status: answer.status, body: (await answer.json()) as { detail?: string } };
};

/** Without the database hints are the only source. */
const withHints = process.env.TEST_HINTS === 'off' ? test.skip : test;

/** Redis still brings hints, but the node's knowledge of rights is too old to act on. */
describe('a node that loses the database', () => {
  let cable: TcpProxy;
  let whole: TestApp;
  let cutOff: TestApp;
  let ada: Member;
  let ben: SimulatedClient;
  let room: Room;

  beforeAll(async () => {
    const databaseUrl = await newDatabase();
    cable = await TcpProxy.to(databaseUrl);
    whole = await startApp({ databaseUrl, redis: true });
    cutOff = await startApp({ databaseUrl: cable.url, redis: true });
    ada = await newMember(whole.url);
    ben = new SimulatedClient(await newMember(cutOff.url));
    await ada.goOnline();
    room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    await ben.member.must('POST', `/rooms/${room.id}/join`, {});
    await ben.goOnline();
    await ben.fetchMissing();
  }, 60_000);

  afterAll(async () => {
    ada.goOffline();
    ben.goOffline();
    cable.restore();
    await whole.close();
    await cutOff.close();
    await cable.close();
  });

  withHints(
    'speaks for fifteen seconds more, then falls silent, and goes on when it is back',
    async () => {
      const { member } = ben;
      expect(await ready(cutOff)).toMatchObject({ status: 200 });
      cable.cut();
      await ada.send(room, 'a moment later');
      await member.receivesMessage(room.id, 'a moment later');

      await eventually(async () => (await ready(cutOff)).body.detail?.includes('lease'), 'the lease runs out', 25_000);
      expect((await ready(cutOff)).status).toBe(503);
      expect((await ready(whole)).status).toBe(200);
      expect(await fetch(`${cutOff.url}/health/live`)).toMatchObject({ status: 200 });
      await ada.send(room, 'to nobody here');
      expect(await member.tryCommand('typing', { roomId: room.id, active: true })).toMatchObject(
        refusal(503, 'unavailable'),
      );
      await expect(member.sameSession().connect()).rejects.toMatchObject({ data: { code: 'unavailable' } });
      await delay(500); // a hint takes a millisecond
      expect(member.receivedMessages(room.id).map(({ body }) => body)).not.toContain('to nobody here');
      expect(member.socket?.connected).toBe(true);

      cable.restore();
      await eventually(async () => (await ready(cutOff)).status === 200, 'ready again', 20_000);
      await eventually(() => !member.socket?.connected, 'told to catch up');
      ben.goOffline();
      await ben.goOnline();
      await expectConverged([ben]);
      expect(ben.state.messages[room.id]?.map(({ body }) => body)).toContain('to nobody here');
    },
    90_000,
  );

  test('is not ready on a database that lacks a migration', async () => {
    const database = whole.nest.get(Database);
    await database.query('DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations)');
    expect(await ready(whole)).toMatchObject({
      status: 503,
      body: { code: 'unavailable', detail: expect.stringMatching(/^database: has migration \d+, needs \d+$/) },
    });
  });
});
