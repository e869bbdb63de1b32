import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, freePort, startBuiltServer } from '../support/built-server.ts';
import { mailsTo } from '../support/mailbox.ts';
import { eventually, type Member, newMember, newMembers } from '../support/member.ts';
import { startRedis } from '../support/services/redis.mjs';

/**
 * Seconds without Redis. Long enough in any form for its clients to give up commands (20 attempts of ioredis, which end
 * processes that do not expect it); `REDIS_AWAY=600` waits as long as an operator might.
 */
const OUTAGE_MS = Number(process.env.REDIS_AWAY ?? (process.env.FAULTS === 'all' ? 75 : 20)) * 1000;

describe('Redis is away for a long time', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let nodes: [BuiltServer, BuiltServer];
  let metricsPort: number;
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let room: Room;
  let sentCount = 0;
  /** The longest time until each user received a message of Ada, in milliseconds. */
  const worst = { here: 0, there: 0 };

  beforeAll(async () => {
    redis = await startRedis();
    metricsPort = await freePort();
    const databaseUrl = await newDatabase();
    const settings = { REDIS_URL: redis.url };
    const first = await startBuiltServer(databaseUrl, undefined, settings);
    const second = await startBuiltServer(databaseUrl, undefined, { ...settings, METRICS_PORT: String(metricsPort) });
    nodes = [first, second];
    [ada, cleo] = (await newMembers(first.url, 2)) as [Member, Member];
    ben = await newMember(second.url);
    for (const person of [ada, ben, cleo]) await person.goOnline();
    room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    for (const person of [ben, cleo]) await person.command('join_room', { roomId: room.id });
  }, 90_000);

  afterAll(async () => {
    for (const person of [ada, ben, cleo]) person.goOffline();
    for (const node of nodes) await node.stop('SIGTERM');
    await redis.stop();
  }, 60_000);

  /** Whether hints arrive at the second node. */
  const healthy = async () => {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    return text.includes('parley_redis_healthy 1');
  };

  async function talk(): Promise<void> {
    const body = `message ${++sentCount}`;
    const began = performance.now();
    await ada.send(room, body);
    await cleo.receivesMessage(room.id, body);
    worst.here = Math.max(worst.here, performance.now() - began);
    await ben.receivesMessage(room.id, body);
    worst.there = Math.max(worst.there, performance.now() - began);
  }

  async function talkFor(milliseconds: number): Promise<void> {
    for (const end = Date.now() + milliseconds; Date.now() < end;) {
      await talk();
      await delay(500);
    }
  }

  const alive = () => nodes.map((node) => node.exitCode());

  test(
    'and both nodes live on, talk reaches everybody, and each mail is sent once',
    async () => {
      const people: Member[] = [];
      const register = async () => {
        for (const { url } of nodes) people.push(await newMember(url));
      };
      await talk();
      process.kill(redis.pid, 'SIGKILL');
      await redis.stop();
      await eventually(async () => !(await healthy()), 'the node has noticed');
      await register();
      await talkFor(OUTAGE_MS);
      await register();
      expect(alive()).toEqual([null, null]);

      redis = await startRedis({ port: redis.port });
      await eventually(healthy, 'hints flow again');
      const client = new Redis(redis.url);
      await register();
      await talk();
      const jobs = async () => (await client.keys('{parley}:mail:*-*-*-*-*')).length === 0;
      await eventually(jobs, 'no job is left in the queue');
      client.disconnect();

      // One mail for each new member, and no duplicate once the queue works again.
      for (const { username } of people) expect(await mailsTo(`${username}@example.org`)).toHaveLength(1);
      const all = Array.from({ length: sentCount }, (_, index) => `message ${index + 1}`);
      for (const person of [ben, cleo])
        expect(person.receivedMessages(room.id).flatMap(({ kind, body }) => (kind === 'text' ? body : []))).toEqual(
          all,
        );
      expect(alive()).toEqual([null, null]);
      process.stdout.write(
        `\nRedis away for ${OUTAGE_MS / 1000} s: ${sentCount} messages, heard on the same node within ${Math.round(worst.here)} ms, on the other within ${Math.round(worst.there)} ms\n`,
      );
    },
    120_000 + OUTAGE_MS * 2,
  );

  test('and one that hangs delays no request', async () => {
    process.kill(redis.pid, 'SIGSTOP');
    try {
      await talkFor(5_000);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    await eventually(healthy, 'hints flow again');
    await talk();
    expect(alive()).toEqual([null, null]);
  }, 60_000);
});
