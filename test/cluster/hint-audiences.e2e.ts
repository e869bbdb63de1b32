import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { newDatabase, startApp, type TestApp } from '../support/app.ts';
import { freePort } from '../support/built-server.ts';
import { eventually, type Member, newMember } from '../support/member.ts';
import { startRedis } from '../support/services/redis.mjs';

const withHints = process.env.TEST_HINTS === 'off' ? describe.skip : describe;

/** Ada and Cem are connected to the first node, Ben to the second. */
withHints('hints go', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let observer: Redis;
  let nodes: [TestApp, TestApp];
  let metrics: string;
  let ada: Member;
  let ben: Member;
  let cem: Member;

  beforeAll(async () => {
    redis = await startRedis();
    observer = new Redis(redis.url);
    const databaseUrl = await newDatabase();
    const port = await freePort();
    metrics = `http://127.0.0.1:${port}/metrics`;
    nodes = [
      await startApp({ databaseUrl, settings: { REDIS_URL: redis.url, METRICS_PORT: String(port) } }),
      await startApp({ databaseUrl, settings: { REDIS_URL: redis.url } }),
    ];
    ada = await newMember(nodes[0].url);
    ben = await newMember(nodes[1].url);
    cem = await newMember(nodes[0].url);
    for (const member of [ada, ben, cem]) await member.goOnline();
  }, 60_000);

  afterAll(async () => {
    for (const member of [ada, ben, cem]) member.goOffline();
    for (const node of nodes) await node.close();
    observer.disconnect();
    await redis.stop();
  });

  const listenersOf = async (audience: string): Promise<number> => {
    const [, count] = (await observer.pubsub('NUMSUB', `parley:bus:${audience}`)) as [string, number];
    return count;
  };

  /** All nodes of a process share its metrics. */
  const timelineHints = async (): Promise<number> => {
    const text = await (await fetch(metrics)).text();
    return Number(/^parley_hints_received_total\{topic="timeline"\} (\d+)$/m.exec(text)?.[1] ?? 0);
  };

  const newRoom = (owner: Member): Promise<Room> => owner.command('create_room', { name: 'Engine', kind: 'public' });

  test('only to nodes with people in the room, and to all of those', async () => {
    const room = await newRoom(ada);
    await cem.command('join_room', { roomId: room.id });
    const before = await timelineHints();
    for (let number = 1; number <= 20; number++) await ada.send(room, `before ${number}`);
    await cem.receivesMessage(room.id, 'before 20');
    expect([await listenersOf(`room:${room.id}`), await timelineHints()]).toEqual([1, before]);

    await ben.command('join_room', { roomId: room.id });
    await eventually(async () => (await listenersOf(`room:${room.id}`)) === 2, 'the second node listens');
    await ada.send(room, 'after');
    await ben.receivesMessage(room.id, 'after');
    expect(await timelineHints()).toBeGreaterThan(before);
  });

  test('to the other devices of a person, as long as there are any', async () => {
    const device = await newMember(nodes[1].url);
    await device.goOnline();
    const audience = `user:${device.id}`;
    await eventually(async () => (await listenersOf(audience)) === 1, 'the node listens');
    device.goOffline();
    await eventually(async () => (await listenersOf(audience)) === 0, 'the node listens no more');
    await device.goOnline();
    expect(await listenersOf(audience)).toBe(1);
    device.goOffline();
  });

  test('to nodes of 0.1.0 as well, for as long as they are there', async () => {
    const room = await newRoom(ada);
    const received: string[] = [];
    const older = observer.duplicate();
    await older.subscribe('parley:bus');
    older.on('message', (_channel, text: string) => received.push(text));
    const timelineOf = () =>
      received
        .map((text) => JSON.parse(text) as { topic: string; copy?: true; payload: { body?: string }[] })
        .filter(({ topic }) => topic === 'timeline');

    await ada.send(room, 'to nodes that listen by audience');
    await observer.publish('parley:bus', JSON.stringify({ from: 'older', topic: 'presence_ask', payload: {} }));
    await eventually(async () => {
      await ada.send(room, 'to all');
      return timelineOf().length > 0;
    }, 'the older node hears a message');
    expect(timelineOf()[0]).toMatchObject({ copy: true, payload: [{ body: 'to all' }] });
    older.disconnect();
  });
});
