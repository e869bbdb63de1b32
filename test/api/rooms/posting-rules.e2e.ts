import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { wholeHistory } from '../../support/history.ts';
import { eventually, lobbyOf, type Member, newGuest, newMember, newMembers } from '../../support/member.ts';

const message = (body = 'Hello', more: object = {}) => ({ clientId: randomUUID(), body, ...more });
const say = (by: Member, { id }: Room, body?: string, more?: object) =>
  by.ask<Message>('POST', `/rooms/${id}/messages`, message(body, more));
const refusal = { status: 403, body: { code: 'posting_restricted' } };

/** Ada owns the room, Mona moderates it, Ben is a member. */
describe('who writes in a room', () => {
  let app: TestApp;
  let admin: Member;
  let [ada, mona, ben]: Member[] = [];
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    [ada, mona, ben] = await newMembers(app.url, 3);
    for (const person of [ada, ben]) await person?.goOnline();
  });

  afterAll(async () => {
    for (const person of [ada, ben]) person?.goOffline();
    await app.close();
  });

  const people = () => ({ ada, mona, ben }) as { ada: Member; mona: Member; ben: Member };
  const change = (changes: object) => people().ada.must<Room>('PATCH', `/rooms/${room.id}`, changes);

  beforeEach(async () => {
    const { ada, mona, ben } = people();
    room = await ada.must<Room>('POST', '/rooms', { name: 'News', kind: 'public' });
    for (const person of [mona, ben]) await person.must('POST', `/rooms/${room.id}/join`, {});
    await ada.must('PATCH', `/rooms/${room.id}/members/${mona.id}`, { role: 'moderator' });
  });

  test('is everybody, without slow mode, until its owner decides otherwise', () => {
    expect(room).toMatchObject({ postBy: 'member', replyBy: 'member', reactBy: 'member', slowSeconds: 0 });
  });

  test.each([
    ['postBy', 'guest'],
    ['replyBy', null],
    ['reactBy', 1],
    ['slowSeconds', -1],
    ['slowSeconds', 21_601],
    ['slowSeconds', 1.5],
    ['slowSeconds', '30'],
  ])('is not set by nonsense: %s %j', async (field, value) => {
    const answer = await people().ada.ask('PATCH', `/rooms/${room.id}`, { [field]: value });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { [field]: expect.arrayContaining([expect.any(String)]) } },
    });
  });

  describe('in an announcement room', () => {
    test('are moderators and owners; others read, react, and delete what they wrote', async () => {
      const { ada, mona, ben } = people();
      const { body: own } = await say(ben, room, 'Before');
      expect(await change({ postBy: 'moderator' })).toMatchObject({ postBy: 'moderator' });
      const { body: news } = await say(mona, room, 'News');
      expect((await say(ada, room)).status).toBe(201);
      expect(await say(ben, room)).toMatchObject(refusal);
      expect(await say(ben, room, 'A reply', { replyToId: news.id })).toMatchObject(refusal);
      expect(await say(ben, room, '', { forwardOf: own.id })).toMatchObject(refusal);
      expect(await ben.ask('PATCH', `/messages/${own.id}`, { body: 'After' })).toMatchObject(refusal);
      expect((await ben.ask('PUT', `/messages/${news.id}/reactions/👍`)).status).toBe(200);
      expect((await ben.ask('DELETE', `/messages/${own.id}`)).status).toBe(200);
      await change({ postBy: 'owner' });
      expect(await say(mona, room)).toMatchObject(refusal);
      expect((await say(ada, room)).status).toBe(201);
      await change({ postBy: 'member' });
      expect((await say(ben, room)).status).toBe(201);
    });

    test('refuses by the socket, too, and no typing is shown', async () => {
      const { ben } = people();
      await change({ postBy: 'moderator' });
      for (const [command, payload] of [
        ['send_message', message('Hello', { roomId: room.id })],
        ['typing', { roomId: room.id, active: true }],
      ] as const)
        expect(await ben.tryCommand(command, payload)).toMatchObject({
          ok: false,
          error: { code: 'posting_restricted', status: 403, retryable: false },
        });
    });

    test('may be closed to reactions alone', async () => {
      const { ada, mona, ben } = people();
      const { body: news } = await say(ada, room, 'News');
      await ben.must('PUT', `/messages/${news.id}/reactions/👍`);
      await change({ reactBy: 'moderator' });
      expect(await ben.ask('PUT', `/messages/${news.id}/reactions/🎉`)).toMatchObject(refusal);
      expect(await ben.ask('DELETE', `/messages/${news.id}/reactions/👍`)).toMatchObject(refusal);
      expect((await mona.ask('PUT', `/messages/${news.id}/reactions/🎉`)).status).toBe(200);
      expect((await say(ben, room)).status).toBe(201);
    });

    test('may be the Lobby, where the role on the server decides', async () => {
      const { ben } = people();
      const lobby = await lobbyOf(admin);
      await admin.must('PATCH', `/rooms/${lobby.id}`, { postBy: 'owner' });
      expect(await say(ben, lobby)).toMatchObject(refusal);
      expect((await say(admin, lobby)).status).toBe(201);
      await admin.must('PATCH', `/rooms/${lobby.id}`, { postBy: 'member' });
      expect((await say(ben, lobby)).status).toBe(201);
    });

    test('tells its members at once', async () => {
      const { ben } = people();
      await change({ postBy: 'moderator', slowSeconds: 10 });
      expect(
        await ben.receives('room_updated', ({ id, postBy }) => id === room.id && postBy !== 'member'),
      ).toMatchObject({ postBy: 'moderator', slowSeconds: 10 });
    });

    test('is not set in a direct room', async () => {
      const { ada, ben } = people();
      const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
      expect((await ada.ask('PATCH', `/rooms/${direct.id}`, { postBy: 'owner' })).status).toBe(403);
    });
  });

  describe('in slow mode', () => {
    test('waits between two messages, and hears how long', async () => {
      const { ben } = people();
      await change({ slowSeconds: 600 });
      expect((await say(ben, room, '1')).status).toBe(201);
      const refused = await say(ben, room, '2');
      expect(refused).toMatchObject({ status: 429, body: { code: 'slow_mode' } });
      const seconds = Number(refused.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(590);
      expect(seconds).toBeLessThanOrEqual(600);
      const answer = await ben.tryCommand('send_message', message('3', { roomId: room.id }));
      expect(answer).toMatchObject({ ok: false, error: { code: 'slow_mode', status: 429, retryable: true } });
      expect((answer as { error: { retryAfter?: number } }).error.retryAfter).toBeGreaterThan(590);
      await change({ slowSeconds: 0 });
      expect((await say(ben, room, '4')).status).toBe(201);
      expect((await wholeHistory(ben, room.id)).filter(({ kind }) => kind === 'text')).toHaveLength(2);
    });

    test('writes again when the time is over', async () => {
      const { ben } = people();
      await change({ slowSeconds: 1 });
      await say(ben, room, '1');
      expect((await say(ben, room, '2')).status).toBe(429);
      await eventually(async () => (await say(ben, room, '3')).status === 201, 'the end of the wait');
    });

    test('counts what was written before it was switched on', async () => {
      const { ben } = people();
      await say(ben, room, '1');
      await change({ slowSeconds: 600 });
      expect((await say(ben, room, '2')).status).toBe(429);
    });

    test('is exempt who moderates the room', async () => {
      const { ada, mona } = people();
      await change({ slowSeconds: 600 });
      await admin.must('POST', `/rooms/${room.id}/join`, {});
      for (const by of [ada, mona, admin, ada, mona, admin]) expect((await say(by, room)).status).toBe(201);
    });

    test('sends a message once, however often it is repeated', async () => {
      const { ben } = people();
      await change({ slowSeconds: 600 });
      const once = message('Once');
      const send = () => ben.ask<Message>('POST', `/rooms/${room.id}/messages`, once);
      const first = await send();
      expect([first.status, (await send()).status]).toEqual([201, 200]);
      expect((await send()).body).toEqual(first.body);
    });

    test('lets one message in of many at once', async () => {
      const { ben } = people();
      await change({ slowSeconds: 600 });
      const answers = await Promise.all(Array.from({ length: 20 }, () => say(ben, room)));
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 429)]);
    });

    test('edits, reacts and deletes without waiting', async () => {
      const { ben } = people();
      await change({ slowSeconds: 600 });
      const { body: sent } = await say(ben, room);
      expect((await ben.ask('PATCH', `/messages/${sent.id}`, { body: 'Better' })).status).toBe(200);
      expect((await ben.ask('PUT', `/messages/${sent.id}/reactions/👍`)).status).toBe(200);
      expect((await ben.ask('DELETE', `/messages/${sent.id}`)).status).toBe(200);
      expect((await say(ben, room)).status).toBe(429);
    });

    test('a refused message costs no time', async () => {
      const { ben } = people();
      await change({ slowSeconds: 600 });
      expect((await say(ben, room, 'A reply', { replyToId: randomUUID() })).status).toBe(404);
      expect((await say(ben, room)).status).toBe(201);
    });

    test('is not left behind by leaving the room', async () => {
      const { ben } = people();
      await change({ slowSeconds: 600 });
      await say(ben, room);
      await ben.must('POST', `/rooms/${room.id}/leave`);
      await ben.must('POST', `/rooms/${room.id}/join`, {});
      expect((await say(ben, room)).status).toBe(429);
      const guest = await newGuest(app.url);
      await guest.must('POST', '/rooms/join', { code: room.code });
      expect([(await say(guest, room)).status, (await say(guest, room)).status]).toEqual([201, 429]);
    });
  });
});
