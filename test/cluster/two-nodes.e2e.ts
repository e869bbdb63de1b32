import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { MemberChanged } from '../../src/rooms/members/members.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Me } from '../../src/users/users.dto.ts';
import { newDatabase, startApp, type TestApp } from '../support/app.ts';
import { wholeHistory } from '../support/history.ts';
import { mailsTo } from '../support/mailbox.ts';
import { eventually, lobbyOf, type Member, newMember, onAnotherDevice, registerMember } from '../support/member.ts';
import { startRedis } from '../support/services/redis.mjs';

/** Presence and read receipts are announced by hints alone: both are out of date a moment later. */
const withHints = process.env.TEST_HINTS === 'off' ? test.skip : test;

/** Ada is connected to the first node, Ben to the second. */
describe.each([
  ['that exchange hints through Redis', true],
  ['that share nothing but the database', false],
])('two nodes %s', (_, withRedis) => {
  let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
  let nodes: [TestApp, TestApp];
  let ada: Member;
  let ben: Member;
  let room: Room;

  beforeAll(async () => {
    redis = withRedis ? await startRedis() : undefined;
    const databaseUrl = await newDatabase();
    const settings: Record<string, string> = redis ? { REDIS_URL: redis.url } : {};
    nodes = [await startApp({ databaseUrl, settings }), await startApp({ databaseUrl, settings })];
    ada = await newMember(nodes[0].url);
    ben = await newMember(nodes[1].url);
    await ada.goOnline();
    await ben.goOnline();
  }, 60_000);

  beforeEach(async () => {
    room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    await ben.command('join_room', { roomId: room.id });
  });

  afterAll(async () => {
    ada.goOffline();
    ben.goOffline();
    for (const node of nodes) await node.close();
    await redis?.stop();
  });

  test('carry messages and their changes both ways', async () => {
    const sent = await ada.send(room, 'hello');
    expect(await ben.receivesMessage(room.id, 'hello')).toEqual(sent);
    await ben.send(room, 'hello too');
    await ada.receivesMessage(room.id, 'hello too');
    await ada.command('edit_message', { messageId: sent.id, body: 'hello, Ben' });
    await ben.receives('message_changed', ({ body }) => body === 'hello, Ben');
  });

  test('deliver everything once and in one order, from either node', async () => {
    const bodies = Array.from({ length: 50 }, (_value, index) => `message ${index}`);
    await Promise.all(bodies.flatMap((body) => [ada.send(room, body), ben.send(room, body)]));
    const history = await wholeHistory(ada, room.id);
    for (const person of [ada, ben]) {
      await eventually(() => person.receivedMessages(room.id).at(-1)?.seq === history.length, 'the last message');
      const received = person.receivedMessages(room.id);
      expect(received).toEqual(history.slice(-received.length));
      expect(received.length).toBeGreaterThanOrEqual(100);
    }
  });

  test('broadcast a new name', async () => {
    const displayName = 'Countess of Lovelace';
    const { revision } = await ada.must<Me>('PATCH', '/users/me', { displayName });
    for (const person of [ada, ben])
      await person.receives('user_changed', (told) => told.displayName === displayName && told.revision === revision);
  });

  test('broadcast a new role, and who joined and left', async () => {
    const isBen = ({ roomId, userId }: MemberChanged) => roomId === room.id && userId === ben.id;
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'moderator' });
    for (const person of [ada, ben])
      await person.receives('member_changed', (changed) => isBen(changed) && changed.member?.role === 'moderator');
    await ada.sameSession(nodes[1].url).must('DELETE', `/rooms/${room.id}/members/${ben.id}`);
    await ada.receives('member_changed', (changed) => isBen(changed) && changed.member === null);
  });

  test('subscribe a socket to a room that its member joins through the other node', async () => {
    const other = await ada.command('create_room', { name: 'Other', kind: 'private' });
    const elsewhere = ben.sameSession(nodes[0].url);
    await elsewhere.must('POST', '/rooms/join', { code: other.code });
    await ben.receives('room_joined', ({ id }) => id === other.id);
    await ada.send(other, 'welcome');
    await ben.receivesMessage(other.id, 'welcome');
  });

  test('unsubscribe a socket from a room that its member leaves through the other node', async () => {
    await ben.sameSession(nodes[0].url).must('POST', `/rooms/${room.id}/leave`);
    await ben.receives('room_left', ({ roomId }) => roomId === room.id);
    await ada.send(room, 'without Ben');
    const lobby = await lobbyOf(ada);
    await ada.send(lobby, 'everybody');
    await ben.receivesMessage(lobby.id, 'everybody');
    expect(ben.receivedMessages(room.id).map(({ body }) => body)).not.toContain('without Ben');
  });

  test('deliver no message to a former member, even before their node has the hint', async () => {
    await ben.sameSession(nodes[0].url).must('POST', `/rooms/${room.id}/leave`);
    await ada.send(room, 'without Ben');
    await ben.receives('room_left', ({ roomId }) => roomId === room.id);
    const lobby = await lobbyOf(ada);
    await ada.send(lobby, 'everybody but in another room');
    await ben.receivesMessage(lobby.id, 'everybody but in another room');
    expect(ben.receivedMessages(room.id).map(({ body }) => body)).not.toContain('without Ben');
  });

  test('end a session whose socket is at the other node', async () => {
    const session = await onAnotherDevice(ben);
    await session.goOnline();
    await session.sameSession(nodes[0].url).ask('POST', '/auth/logout', undefined, session.xsrf);
    expect(await session.receives('session_ended')).toEqual({ reason: 'logout' });
    await eventually(() => !session.socket?.connected, 'the socket is cut');
    expect((await session.ask('GET', '/rooms')).status).toBe(401);
  });
});

describe('two nodes and Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let nodes: [TestApp, TestApp];

  beforeAll(async () => {
    redis = await startRedis();
    const databaseUrl = await newDatabase();
    const settings = { REDIS_URL: redis.url };
    nodes = [await startApp({ databaseUrl, settings }), await startApp({ databaseUrl, settings })];
  }, 60_000);

  afterAll(async () => {
    for (const node of nodes) await node.close();
    await redis.stop();
  });

  withHints('show who is there', async () => {
    const ada = await newMember(nodes[0].url);
    const ben = await newMember(nodes[1].url);
    await ben.goOnline();
    expect(await ben.command('watch_presence', { userIds: [ada.id] })).toMatchObject([{ presence: 'offline' }]);
    await ada.goOnline();
    await ben.receives('presence_changed', ({ userId, presence }) => userId === ada.id && presence === 'online');
    ada.goOffline();
    await ben.receives('presence_changed', ({ userId, presence }) => userId === ada.id && presence === 'offline');
    ben.goOffline();
  });

  withHints('tell a person’s other devices and the others what was read', async () => {
    const ada = await newMember(nodes[0].url);
    const ben = await newMember(nodes[1].url);
    const phone = await onAnotherDevice(ada, nodes[1].url);
    for (const person of [ada, ben, phone]) await person.goOnline();
    const room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    await ben.command('join_room', { roomId: room.id });
    const { seq } = await ben.send(room, 'read this');
    await ada.command('mark_read', { roomId: room.id, seq });
    const mark = { roomId: room.id, userId: ada.id, lastReadSeq: seq };
    expect(await phone.receives('read_changed', ({ lastReadSeq }) => lastReadSeq === seq)).toMatchObject({
      ...mark,
      unreadCount: 0,
    });
    expect(await ben.receives('read_changed', ({ userId }) => userId === ada.id)).toEqual(mark);
    for (const person of [ada, ben, phone]) person.goOffline();
  });

  test('count the connections of a member together', async () => {
    const { databaseUrl } = nodes[0];
    const settings = { REDIS_URL: redis.url, RATE_LIMIT_SCALE: '0.1' }; // two connections
    const ada = await newMember(nodes[0].url);
    const [first, second] = [await startApp({ databaseUrl, settings }), await startApp({ databaseUrl, settings })];
    const [here, there] = [ada.sameSession(first.url), ada.sameSession(second.url)];
    const open = [await here.connect(), await there.connect()];
    for (const full of [here, there])
      await expect(full.connect()).rejects.toMatchObject({ data: { code: 'too_many_requests' } });
    open.shift()?.close();
    open.push(await eventually(() => there.connect().catch(() => undefined), 'there is room again'));
    await expect(here.connect()).rejects.toMatchObject({ data: { code: 'too_many_requests' } });
    await second.close();
    open.push(await eventually(() => here.connect().catch(() => undefined), 'the other node is gone'));
    for (const socket of open) socket.close();
    await first.close();
  });

  test('send each mail once', async () => {
    const people = await Promise.all(nodes.flatMap(({ url }) => Array.from({ length: 5 }, () => registerMember(url))));
    for (const { username } of people) expect(await mailsTo(`${username}@example.org`)).toHaveLength(1);
  });

  test('go on without Redis when it stops, mail too', async () => {
    const ada = await newMember(nodes[0].url);
    const ben = await newMember(nodes[1].url);
    await ada.goOnline();
    await ben.goOnline();
    const room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    await ben.command('join_room', { roomId: room.id });
    await redis.stop();
    await ada.send(room, 'still here');
    await ben.receivesMessage(room.id, 'still here');
    await registerMember(nodes[0].url);
    ada.goOffline();
    ben.goOffline();
    redis = await startRedis({ port: redis.port });
    await eventually(async () => (await fetch(`${nodes[0].url}/health/ready`)).ok, 'ready');
    await registerMember(nodes[1].url);
  });
});
