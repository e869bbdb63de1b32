import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Call } from '../../../src/calls/calls.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import type { ServerInfo } from '../../../src/health/server-info.dto.ts';
import type { PushLog } from '../../../src/push/push.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { History } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { eventually, type Member, newGuest, newMember, refused } from '../../support/member.ts';
import { FakePushService } from '../../support/services/push-service.ts';

const SECRET = 'a secret shared with the server for meetings';
const TWO_HOURS_S = 7_200;

let app: TestApp;
let service: FakePushService;
let database: Database;
let ada: Member;
let ben: Member;
let room: Room;

beforeAll(async () => {
  service = await FakePushService.start();
  app = await startApp({
    settings: {
      PUBLIC_URL: 'https://chat.example.org',
      PUSH_SERVICES: service.origin,
      CALL_URL: 'https://meet.example.org/{room}',
      CALL_JWT_APP: 'parley',
      CALL_JWT_SECRET: SECRET,
    },
  });
  database = app.nest.get(Database);
  ada = await newMember(app.url);
}, 90_000);
beforeEach(async () => {
  ben = await newMember(app.url);
  room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
  await ben.must('POST', '/rooms/join', { code: room.code });
});
afterAll(async () => {
  await app.close();
  await service.stop();
});

const start = (by: Member, { id } = room) => by.ask<Call>('POST', `/rooms/${id}/calls`);
const join = (by: Member, { id } = room) => by.ask<Call>('POST', `/rooms/${id}/calls/join`);
const notices = async ({ id } = room) =>
  (await ada.must<History>('GET', `/rooms/${id}/messages`)).items.filter(
    ({ system }) => system?.event === 'call_started',
  );
const openDirect = () => ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
/** As if so many minutes had passed since the call rang. */
const passes = (minutes: number, { id } = room) =>
  database.query(
    `UPDATE calls SET rang_at = rang_at - $2 * interval '1 minute', ends_at = ends_at - $2 * interval '1 minute'
     WHERE room_id = $1 AND ended_at IS NULL`,
    [id, minutes],
  );

/** The claims of the token in a link, once its signature is proven. */
function claimsOf(url: string): Record<string, unknown> & { iat: number; exp: number; room: string } {
  const [header = '', body = '', signature] = (new URL(url).searchParams.get('jwt') ?? '').split('.');
  expect(createHmac('sha256', SECRET).update(`${header}.${body}`).digest('base64url')).toBe(signature);
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' });
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as never;
}

describe('a call', () => {
  test('is told once, without a link, and each person enters by a link of their own', async () => {
    const { status, body: call } = await start(ada);
    expect(status).toBe(201);
    expect(call).toMatchObject({ roomId: room.id, startedBy: ada.id });
    const [notice, ...more] = await notices();
    expect(more).toEqual([]);
    expect(notice?.system).toEqual({ event: 'call_started', userId: ada.id, endsAt: call.endsAt });
    expect(JSON.stringify(notice)).not.toContain('meet.example.org');

    const { status: joined, body: own } = await join(ben);
    expect([joined, own.id, own.endsAt]).toEqual([200, call.id, call.endsAt]);
    const [mine, his] = [claimsOf(call.url), claimsOf(own.url)];
    expect(mine).toEqual({
      aud: 'jitsi',
      iss: 'parley',
      sub: '*',
      room: new URL(call.url).pathname.slice(1),
      iat: expect.any(Number),
      exp: mine.iat + TWO_HOURS_S,
      context: { user: { name: ada.user.displayName, moderator: 'true', affiliation: 'owner' } },
    });
    expect(his.room).toBe(mine.room);
    expect(mine.room).toMatch(/^[0-9a-f]{32}$/);
    expect(his.context).toEqual({ user: { name: ben.user.displayName, moderator: 'false', affiliation: 'member' } });
    expect(await notices()).toHaveLength(1);
  });

  test('is one for each room, also when several people start it at once', async () => {
    const answers = await Promise.all([ada, ben, ada, ben].map((by) => start(by)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await notices()).toHaveLength(1);
  });

  test('ends after two hours: nobody is let in, and the next one is another', async () => {
    const { body: first } = await start(ada);
    await passes(121);
    expect(await join(ben)).toMatchObject(refused(409, 'call_ended'));
    const { status, body: next } = await start(ben);
    expect([status, next.startedBy]).toEqual([201, ben.id]);
    expect(next.id).not.toBe(first.id);
    expect(new URL(next.url).pathname).toBe(new URL(first.url).pathname); // the meeting of this day
    expect(await notices()).toHaveLength(2);
  });

  test('is open to guests of the room, and to nobody outside', async () => {
    const [guest, stranger] = [await newGuest(app.url), await newMember(app.url)];
    expect(await start(stranger)).toMatchObject(refused(404, 'room_not_found'));
    await start(ada);
    expect(await join(stranger)).toMatchObject(refused(404, 'room_not_found'));
    await guest.must('POST', '/rooms/join', { code: room.code });
    expect((await join(guest)).status).toBe(200);
    await ada.must('DELETE', `/rooms/${room.id}/members/${ben.id}`);
    expect(await join(ben)).toMatchObject(refused(404, 'room_not_found'));
  });

  test('is started by those who may write, and entered by all who are not muted', async () => {
    await ada.must('PATCH', `/rooms/${room.id}`, { postBy: 'moderator' });
    expect(await start(ben)).toMatchObject(refused(403, 'posting_restricted'));
    expect((await start(ada)).status).toBe(201);
    expect((await join(ben)).status).toBe(200);
    const mutedUntil = new Date(Date.now() + 600_000).toISOString();
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { mutedUntil });
    expect(await join(ben)).toMatchObject(refused(403, 'muted'));
    await ada.must('PATCH', `/rooms/${room.id}`, { archived: true });
    expect(await join(ada)).toMatchObject(refused(409, 'room_archived'));
    expect(await start(ada)).toMatchObject(refused(409, 'room_archived'));
  });

  test('of a room rings nobody', async () => {
    await ben.goOnline();
    await start(ada);
    await ben.receives('receive_message', ({ system }) => system?.event === 'call_started');
    await ada.must('POST', `/rooms/${room.id}/messages`, { clientId: crypto.randomUUID(), body: `@${ben.username}` });
    await ben.receives('notification', ({ kind }) => kind === 'mention');
    expect(ben.eventsOf('notification').map(({ kind }) => kind)).toEqual(['mention']);
    ben.goOffline();
  });
});

describe('a call in a direct room', () => {
  test('rings with the other, not with the caller; once a minute again', async () => {
    for (const person of [ada, ben]) await person.goOnline();
    const direct = await openDirect();
    const { body: call } = await start(ada, direct);
    await ben.receives('room_joined', ({ id }) => id === direct.id);
    const ring = await ben.receives('notification', ({ kind }) => kind === 'call');
    expect(ring).toMatchObject({ roomId: direct.id, silent: false, message: { system: { userId: ada.id } } });
    expect((await start(ada, direct)).status).toBe(200);
    expect(await notices(direct)).toHaveLength(1);

    await passes(1, direct);
    const { status, body: again } = await start(ada, direct);
    expect([status, again.id]).toEqual([200, call.id]);
    expect(Date.parse(again.endsAt)).toBeGreaterThan(Date.parse(call.endsAt) - 1);
    await eventually(() => ben.eventsOf('notification').length === 2, 'it rings again');
    await passes(1, direct);
    expect((await join(ben, direct)).status).toBe(200); // who answers rings nobody
    expect(await notices(direct)).toHaveLength(2);
    expect(ada.eventsOf('notification')).toEqual([]);
    for (const person of [ada, ben]) person.goOffline();
  });

  test('comes silently while the other is paused', async () => {
    const direct = await openDirect();
    await ben.must('PATCH', '/users/me', { preferences: { dndUntil: new Date(Date.now() + 600_000).toISOString() } });
    await ben.goOnline();
    await start(ada, direct);
    expect(await ben.receives('notification')).toMatchObject({ kind: 'call', silent: true });
    ben.goOffline();
  });

  test('lets both moderate', async () => {
    const direct = await openDirect();
    await start(ada, direct);
    expect(claimsOf((await join(ben, direct)).body.url).context).toMatchObject({ user: { moderator: 'true' } });
  });

  test('is pushed at once, for half a minute, and never that of a room', async () => {
    const { id: subscription, ...json } = service.subscribe();
    await ben.must('PUT', '/push/devices', { ...json, content: 'full' });
    await ben.goOnline(); // who is there is called on their phone as well
    await start(ada);
    const direct = await openDirect();
    await start(ada, direct);
    const [push, ...more] = await eventually(
      () => service.of(subscription).length > 0 && service.of(subscription),
      'it is pushed',
      15_000,
    );
    expect(more).toEqual([]);
    expect(push?.payload).toMatchObject({
      notification: { title: ada.user.displayName, body: 'Incoming call' },
    });
    expect(Number(push?.headers.ttl)).toBeLessThanOrEqual(30);
    expect(push?.headers.urgency).toBe('high');
    const log = await ben.must<PushLog>('GET', '/push/log');
    expect(log.items.map(({ kind, roomId }) => [kind, roomId])).toEqual([['call', direct.id]]);
    ben.goOffline();
  });
});

test('without CALL_URL there are no calls, and the server says so', async () => {
  const info = await ada.must<ServerInfo>('GET', '/server');
  const other = await startApp();
  const eve = await newMember(other.url);
  const hers = await eve.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
  for (const answer of [await start(eve, hers), await join(eve, hers)])
    expect(answer).toMatchObject(refused(404, 'not_available'));
  expect([info.calls, (await eve.must<ServerInfo>('GET', '/server')).calls]).toEqual([true, false]);
  await other.close();
});
