import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { metrics } from '../../src/common/observability/metrics.ts';
import { RealtimeService } from '../../src/transport/realtime.service.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { expectConverged, SimulatedClient } from '../support/simulated-client.ts';
import { eventually, type Member, newMember, refusal } from '../support/member.ts';

/** The TCP stream below a client's socket: paused, it stops reading, like a lost network. */
const wireOf = (member: Member) =>
  (member.socket?.io.engine.transport as unknown as { ws: { pause(): void; resume(): void; terminate(): void } }).ws;

const cuts = async () =>
  (await metrics.socketTerminations.get()).values.find(({ labels }) => labels.reason === 'slow_consumer')?.value ?? 0;

describe('a client that does not read', () => {
  let app: TestApp;
  beforeEach(async () => void (app = await startApp()));
  afterEach(() => app.close());

  test('is cut before its queue fills the memory, keeps its session, and catches up', async () => {
    const ada = await newMember(app.url);
    const slow = new SimulatedClient(await newMember(app.url));
    await ada.goOnline();
    const room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    await slow.member.must('POST', `/rooms/${room.id}/join`, {});
    await slow.goOnline();
    await slow.fetchMissing();
    const before = await cuts();
    wireOf(slow.member).pause();
    await ada.send(room, 'unheard');
    // The kernel's buffers take some megabytes before the server queues, so the messages are large.
    const realtime = app.nest.get(RealtimeService);
    for (let sentCount = 0; (await cuts()) === before; sentCount++) {
      realtime.emit(`user:${slow.member.id}`, 'user_changed', { ...slow.member.user, displayName: 'x'.repeat(60_000) });
      expect(sentCount).toBeLessThan(2_000);
      await delay(1);
    }
    const { sockets } = realtime.server.of('/');
    await eventually(() => sockets.size === 1, 'only Ada is connected');

    wireOf(slow.member).terminate();
    slow.goOffline();
    await ada.send(room, 'said meanwhile');
    await slow.goOnline();
    await expectConverged([slow]);
    slow.goOffline();
    ada.goOffline();
  }, 120_000);
});

describe('volatile events', () => {
  test('do not wait for a client that does not read, and cost it nothing', async () => {
    const app = await startApp();
    const slow = await newMember(app.url);
    await slow.goOnline();
    const realtime = app.nest.get(RealtimeService);
    const [socket] = realtime.socketsOfUser(slow.id);
    const before = await cuts();
    const waiting = () => (socket?.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
    wireOf(slow).pause();
    while (waiting() < 4) {
      realtime.emit(`user:${slow.id}`, 'user_changed', { ...slow.user, displayName: 'x'.repeat(60_000) });
      await delay(1);
    }
    const behind = waiting();
    const typing = { roomId: slow.id, user: slow.user, active: true };
    for (let count = 0; count < 1_000; count++) realtime.emitVolatile(`user:${slow.id}`, 'user_typing', typing);
    expect(waiting()).toBe(behind);
    expect(await cuts()).toBe(before);

    wireOf(slow).resume();
    await eventually(() => waiting() === 0, 'it reads again');
    expect(slow.eventsOf('user_typing')).toEqual([]);
    realtime.emitVolatile(`user:${slow.id}`, 'user_typing', typing);
    await slow.receives('user_typing');
    slow.goOffline();
    await app.close();
  }, 60_000);
});

describe('connections', () => {
  let app: TestApp;
  afterEach(() => app.close());

  test('of one member are limited; another member is admitted', async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '0.1' } }); // two connections
    const ada = await newMember(app.url);
    const ben = await newMember(app.url);
    const open = [await ada.connect(), await ada.connect()];
    await expect(ada.connect()).rejects.toMatchObject({
      data: { code: 'too_many_requests', retryAfter: expect.any(Number) },
    });
    open.push(await ben.connect());
    open.shift()?.close();
    open.push(await eventually(() => ada.connect().catch(() => undefined), 'there is room again'));
    for (const socket of open) socket.close();
  });

  test('of one address are limited, known or not', async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '0.01', TRUST_PROXY_HOPS: '1' } }); // ten connections
    const ada = await newMember(app.url);
    const address = `${app.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const strangers = Array.from({ length: 10 }, () => {
      const options = { headers: { 'x-forwarded-for': '203.0.113.1' } };
      return new WebSocket(address, options);
    });
    await Promise.all(
      strangers.map(async (stranger) => {
        await once(stranger as never, 'open');
        let received = '';
        stranger.onmessage = ({ data }) => (received += String(data));
        stranger.send('40{"token":"none"}');
        await eventually(() => received.includes('44{'), 'not let in');
      }),
    );
    const office = { headers: { 'x-forwarded-for': '203.0.113.1' } };
    await expect(ada.connect(office)).rejects.toMatchObject({ data: { code: 'too_many_requests' } });
    const socket = await ada.connect({ headers: { 'x-forwarded-for': '203.0.113.2' } });
    socket.close();
    // A rejected connection does not hold its slot: it ends within five seconds.
    const later = await eventually(() => ada.connect(office).catch(() => undefined), 'there is room again');
    later.close();
    for (const stranger of strangers) stranger.close();
  });

  test('that do not authenticate within five seconds are cut', async () => {
    app = await startApp();
    const silent = new WebSocket(`${app.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    await once(silent as never, 'open');
    await delay(1000);
    expect(silent.readyState).toBe(WebSocket.OPEN);
    await eventually(() => silent.readyState === WebSocket.CLOSED, 'the door closes');
  });
});

describe('commands', () => {
  test('of an expensive kind have a limit of their own', async () => {
    const app = await startApp({ settings: { RATE_LIMIT_SCALE: '0.1' } }); // three syncs
    const ada = await newMember(app.url);
    await ada.listen();
    for (let tries = 0; tries < 3; tries++) expect(await ada.tryCommand('sync', {})).toMatchObject({ ok: true });
    expect(await ada.tryCommand('sync', {})).toMatchObject({
      ...refusal(429, 'too_many_requests'),
      error: { retryAfter: expect.any(Number) },
    });
    expect(await ada.tryCommand('watch_presence', { userIds: [] })).toMatchObject({ ok: true });
    ada.goOffline();
    await app.close();
  });
});

describe('an overloaded process', () => {
  test('refuses new connections and searches, serves connected clients, and recovers', async () => {
    const app = await startApp({ settings: { OVERLOAD_LAG: '100' } });
    const ada = await newMember(app.url);
    const ben = await newMember(app.url);
    await ada.goOnline();
    const room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    let busy = true;
    const work = (async () => {
      while (busy) {
        for (const end = Date.now() + 130; Date.now() < end;); // what a hog does: nobody else gets a turn
        await delay(0);
      }
    })();
    try {
      const refused = await eventually(
        () =>
          ben.connect().then(
            (socket) => void socket.close(),
            (error: unknown) => error,
          ),
        'a newcomer is turned away',
        25_000,
      );
      expect(refused).toMatchObject({ data: { code: 'unavailable', retryAfter: 5 } });
      const search = await ada.ask('GET', '/search/messages?q=engine');
      expect(search).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(search.headers.get('retry-after')).toBe('5');
      expect((await ada.send(room, 'still here')).body).toBe('still here');
    } finally {
      busy = false; // or it would continue during the next suites of this worker
      await work;
    }
    const socket = await eventually(() => ben.connect().catch(() => undefined), 'the newcomer is let in');
    socket.close();
    // Searches are taken again a little later than connections.
    await eventually(
      async () => (await ada.ask('GET', '/search/messages?q=engine')).status === 200,
      'a search is taken',
    );
    ada.goOffline();
    await app.close();
  }, 120_000);
});
