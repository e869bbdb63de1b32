import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Gauge, getQueueToken } from '../support/server-packages.ts';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Queue } from 'bull';
import { PresenceHeartbeat } from '../../src/cluster/presence-heartbeat.ts';
import { registry } from '../../src/common/observability/metrics.ts';
import { MAIL_QUEUE } from '../../src/mail/mail.queue.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { freePort } from '../support/built-server.ts';
import { eventually, type Member, newMember, registerMember } from '../support/member.ts';
import { RawConnection } from '../support/raw-connection.ts';

/** Whatever throws ends the connection or the job that it happened to. Jest fails on an error that reaches the process. */
describe('an error', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let room: Room;
  let metricsPort: number;

  beforeAll(async () => {
    metricsPort = await freePort();
    app = await startApp({ redis: true, settings: { METRICS_PORT: String(metricsPort) } });
    ada = await newMember(app.url);
    ben = await newMember(app.url);
    await ada.goOnline();
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await delay(50);
    expect((await ada.send(room, 'still here')).body).toBe('still here');
    expect((await fetch(`${app.url}/health/ready`)).status).toBe(200);
  });

  afterAll(async () => {
    ada.goOffline();
    await app.close();
  });

  const port = () => Number(new URL(app.url).port);

  /** Makes something that each socket does fail for one person. */
  const failFor = (method: 'connected' | 'recordActivity' | 'disconnected', { id }: Member) => {
    const presence = app.nest.get(PresenceHeartbeat);
    const original = presence[method].bind(presence);
    jest.spyOn(presence, method).mockImplementation((userId, socketId) => {
      if (userId === id) throw new Error(`${method} fails`);
      original(userId, socketId);
    });
  };

  test('when a socket connects ends that socket', async () => {
    failFor('connected', ben);
    const connected = await RawConnection.of(ben).catch(() => undefined);
    if (connected) await eventually(() => connected.isClosed, 'it is closed');
  });

  test('when a command arrives ends that socket', async () => {
    const raw = await RawConnection.of(ben);
    failFor('recordActivity', ben);
    raw.send('427["typing",{}]');
    await eventually(() => raw.isClosed, 'it is closed');
  });

  test('when a socket disconnects is nobody else’s', async () => {
    const raw = await RawConnection.of(ben);
    failFor('disconnected', ben);
    raw.close();
    await eventually(() => raw.isClosed, 'it is closed');
  });

  test.each(['40[]', '40{"token":{"a":1}}', '40{"token":["x"]}', '40null', '40"x"', '405', '40{'])(
    'of a handshake ends that connection: %s',
    async (frame) => {
      const raw = await RawConnection.open(app.url);
      raw.send(frame);
      await eventually(() => raw.isClosed, 'it is closed');
    },
  );

  test.each([
    ['/socket.io/?EIO=4&transport=websocket', 'before it is a WebSocket'],
    ['/somewhere', 'that nobody wants'],
    ['/socket.io/?EIO=3&transport=websocket', 'of another protocol'],
  ])('of an upgraded connection that is lost (%s, %s)', async (path) => {
    for (let i = 0; i < 20; i++) {
      const socket = connect(port(), '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      );
      await delay(i);
      socket.resetAndDestroy();
    }
    await delay(1_200);
  });

  test.each([
    ['that is no HTTP', 'nonsense\r\n\r\n'],
    ['whose headers are too large', `GET / HTTP/1.1\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
    ['whose chunk is none', 'POST /api/v1/rooms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['that is lost in the middle', 'POST /api/v1/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{'],
  ])('of a request %s ends that request', async (_, text) => {
    const socket = connect(port(), '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    await delay(100);
    socket.resetAndDestroy();
  });

  test('of an answer whose client is gone ends that answer', async () => {
    for (let i = 0; i < 20; i++) {
      const leaving = new AbortController();
      const asked = fetch(`${app.url}/api/v1/rooms/${room.id}/messages`, {
        headers: { authorization: `Bearer ${ada.token}`, 'accept-encoding': i % 2 ? 'gzip' : 'identity' },
        signal: leaving.signal,
      }).catch(() => undefined);
      await delay(i);
      leaving.abort();
      await asked;
    }
  });

  test('of the listening socket is logged', () => {
    // What Node emits when it cannot accept a connection because too many files are open.
    for (let i = 0; i < 3; i++) app.nest.getHttpServer().emit('error', new Error('accept EMFILE'));
  });

  test('of the metrics ends that answer', async () => {
    const ask = () => fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    new Gauge({
      name: 'parley_failing',
      help: 'Fails',
      registers: [registry],
      collect: () => {
        throw new Error('not readable');
      },
    });
    expect((await ask()).status).toBe(500);
    registry.removeSingleMetric('parley_failing');
    expect((await ask()).status).toBe(200);
    const socket = connect(metricsPort, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n');
    await delay(20);
    socket.resetAndDestroy();
    await delay(50);
    expect((await ask()).status).toBe(200);
  });

  test('of a job ends that job', async () => {
    const queue = app.nest.get<Queue>(getQueueToken(MAIL_QUEUE));
    const job = await queue.add({ mailId: 'no id of a mail' }, { removeOnFail: false });
    await eventually(async () => (await job.getState()) === 'failed', 'it has failed');
    await queue.add(null, { removeOnFail: true });
    expect((await registerMember(app.url)).token).toBeDefined();
    await job.remove();
  });
});
