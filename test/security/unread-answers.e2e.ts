import { connect, type Socket as TcpSocket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Socket } from 'socket.io-client';
import { metrics } from '../../src/common/observability/metrics.ts';
import { limits } from '../../src/shared/limits.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { RealtimeService } from '../../src/transport/realtime.service.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { eventually, type Member, newMember } from '../support/member.ts';

/** The connection below a client's socket: paused, it stops reading, and does not end by itself either. */
const wireOf = (socket: Socket) =>
  (socket.io.engine.transport as unknown as { ws: { pause(): void; terminate(): void } }).ws;

const valueOf = async (metric: { get(): Promise<{ values: { value: number; labels: object }[] }> }, labels: object) =>
  (await metric.get()).values.find((value) => JSON.stringify(value.labels) === JSON.stringify(labels))?.value ?? 0;

const terminations = () => valueOf(metrics.socketTerminations, { reason: 'slow_consumer' });

/** A room whose newest page is more than a megabyte and a half. */
async function largeRoom(member: Member): Promise<Room> {
  const room = await member.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
  const body = '🙂'.repeat(4_000);
  await Promise.all(Array.from({ length: 100 }, () => member.send(room, body)));
  return room;
}

describe('answers that nobody reads', () => {
  let app: TestApp;
  let ada: Member;
  let wires: ReturnType<typeof wireOf>[];

  /** From now on the socket does not read. */
  const pause = (socket: Socket) => {
    const wire = wireOf(socket);
    wire.pause();
    wires.push(wire);
  };

  beforeEach(async () => {
    wires = [];
    app = await startApp();
    ada = await newMember(app.url);
    await ada.goOnline();
  });
  afterEach(async () => {
    for (const wire of wires) wire.terminate();
    ada.goOffline();
    await app.close();
  });

  const unreadBytes = () =>
    [...app.nest.get(RealtimeService).server.of('/').sockets.values()].reduce((sum, { conn }) => {
      const { writeBuffer, transport } = conn as unknown as {
        writeBuffer: { data?: unknown }[];
        transport: { socket: { bufferedAmount: number } };
      };
      const queued = writeBuffer.map(({ data }) => (typeof data === 'string' ? data.length : 0));
      return sum + transport.socket.bufferedAmount + queued.reduce((a, b) => a + b, 0);
    }, 0);

  test('of sync wait at most in the size of one for each socket', async () => {
    const room = await largeRoom(ada);
    const sockets = await Promise.all(Array.from({ length: 8 }, () => ada.connect()));
    for (const socket of sockets) pause(socket);
    let worst = 0;
    // The buffers of the kernel take the first megabytes.
    for (let round = 0, full = 0; round < 150 && full < 15; round++) {
      for (const socket of sockets) socket.emit('sync', { rooms: [{ roomId: room.id, revision: 0 }] }, () => undefined);
      await delay(150);
      worst = Math.max(worst, unreadBytes());
      if (worst) full++;
    }
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(8 * 2_000_000);
    expect((await ada.send(room, 'still here')).body).toBe('still here');
  }, 60_000);

  test.each([
    ['of one socket', 1, 8],
    ['of one person over all sockets', 4, 3],
  ])(
    'end the connection above a number of bytes: %s',
    async (_, count, packets) => {
      const slow = await newMember(app.url);
      const devices = Array.from({ length: count }, () => slow.sameSession());
      for (const device of devices) {
        await device.goOnline();
        if (device.socket) pause(device.socket);
      }
      const realtime = app.nest.get(RealtimeService);
      const before = await terminations();
      const megabytes = 'x'.repeat(2_300_000);
      for (let i = 0; i < packets + 4 && (await terminations()) === before; i++) {
        realtime.emit(`user:${slow.id}`, 'user_changed', { ...slow.user, displayName: megabytes });
        await delay(30);
      }
      await eventually(async () => (await terminations()) > before, 'one is terminated');
      await eventually(() => unreadBytes() <= limits.unreadBytesPerPerson, 'the rest is within the bound');
    },
    60_000,
  );

  test('of REST make further requests wait, those of that person only', async () => {
    const room = await largeRoom(ada);
    const ben = await newMember(app.url);
    const refusals = () => valueOf(metrics.rejections, { transport: 'rest', code: 'too_many_requests' });
    const before = await refusals();
    const { port } = new URL(app.url);
    const get = `GET /api/v1/rooms/${room.id}/messages?limit=100 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ada.token}\r\n\r\n`;
    const lines: TcpSocket[] = [];
    for (let i = 0; i < 40 && (await refusals()) === before; i++) {
      const line = connect(Number(port), '127.0.0.1')
        .on('error', () => undefined)
        .pause();
      line.write(get.repeat(8));
      lines.push(line);
      await delay(100);
    }
    expect(await refusals()).toBeGreaterThan(before);
    expect(await ben.ask('GET', '/users/me')).toMatchObject({ status: 200 });
    expect(await ada.ask('GET', '/users/me')).toMatchObject({ status: 429 });
    for (const line of lines) line.destroy();
    await eventually(async () => (await ada.ask('GET', '/users/me')).status === 200, 'it is over');
  }, 60_000);
});
