import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MutePage } from '../../src/rooms/members/members.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Member, newGuest, newMember, newMembers, refusal, refused } from '../support/member.ts';
import { newRoom, postMessage, roomSeenBy } from '../support/rooms.ts';

const FOREVER = '2099-01-01T00:00:00.000Z';

describe('rights', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let cleo: Member;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben, cleo] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    for (const person of [ada, ben, cleo]) await person.goOnline();
  });

  afterAll(async () => {
    for (const person of [ada, ben, cleo]) person.goOffline();
    await app.close();
  });

  describe('of a muted member', () => {
    test.each(['leave', 'kick'])('a mute survives: %s, and the code', async (how) => {
      const room = await newRoom(ada, 'public', ben);
      const ofBen = `/rooms/${room.id}/members/${ben.id}`;
      await ada.must('PATCH', ofBen, { mutedUntil: FOREVER });
      if (how === 'leave') await ben.must('POST', `/rooms/${room.id}/leave`);
      else await ada.must('DELETE', ofBen);
      const listed = await ada.must<MutePage>('GET', `/rooms/${room.id}/mutes`);
      expect(listed.items).toMatchObject([{ user: { id: ben.id }, mutedUntil: FOREVER, isMember: false }]);
      await ben.must('POST', '/rooms/join', { code: room.code });
      expect((await roomSeenBy(ben, room)).mutedUntil).toBe(FOREVER);
      expect(await postMessage(ben, room)).toMatchObject(refused(403, 'muted'));
      await ben.must('POST', `/rooms/${room.id}/leave`);
      await ada.must('DELETE', `/rooms/${room.id}/mutes/${ben.id}`);
      await ben.must('POST', `/rooms/${room.id}/join`, {});
      expect((await postMessage(ben, room)).status).toBe(201);
    });

    test('only reading, leaving and deleting own words remain, at every door', async () => {
      const room = await newRoom(ada, 'private', ben);
      await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'moderator' });
      const own = (await postMessage(ben, room)).body;
      const other = (await postMessage(ada, room)).body;
      await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { mutedUntil: FOREVER });
      const requests: [string, string, object?][] = [
        ['POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: 'x' }],
        ['POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: 'x', replyToId: other.id }],
        ['PATCH', `/messages/${own.id}`, { body: 'y' }],
        ['PUT', `/messages/${other.id}/reactions/🪙`],
        ['DELETE', `/messages/${other.id}/reactions/🪙`],
        ['PUT', `/messages/${other.id}/pin`],
        ['POST', `/rooms/${room.id}/members`, { userIds: [cleo.id] }],
        ['PATCH', `/rooms/${room.id}`, { name: 'New' }],
        ['POST', `/rooms/${room.id}/code`],
        ['DELETE', `/messages/${other.id}`],
        ['PUT', `/rooms/${room.id}/bans/${cleo.id}`],
        ['GET', `/rooms/${room.id}/mutes`],
      ];
      for (const [method, path, body] of requests)
        expect({ path, answer: await ben.ask(method, encodeURI(path), body) }).toMatchObject({
          path,
          answer: refused(403, 'muted'),
        });
      const commands: [string, object][] = [
        ['send_message', { roomId: room.id, clientId: randomUUID(), body: 'x' }],
        ['edit_message', { messageId: own.id, body: 'y' }],
        ['add_reaction', { messageId: other.id, emoji: '🪙' }],
        ['delete_message', { messageId: other.id }],
      ];
      for (const [name, payload] of commands)
        expect(await ben.tryCommand(name, payload)).toMatchObject(refusal(403, 'muted'));
      expect((await ben.ask('DELETE', `/messages/${own.id}`)).status).toBe(200);
      expect((await ben.ask('GET', `/rooms/${room.id}/messages`)).status).toBe(200);
      expect((await ben.ask('POST', `/rooms/${room.id}/leave`)).status).toBe(204);
    });
  });

  describe('of people who come into a room', () => {
    test('guests add nobody, who left is not added again, who was removed by moderators only', async () => {
      const guest = await newGuest(app.url);
      const own = await guest.must<Room>('POST', '/rooms', { name: 'Trap', kind: 'private' });
      expect(await guest.ask('POST', `/rooms/${own.id}/members`, { userIds: [ada.id] })).toMatchObject(
        refused(403, 'forbidden'),
      );
      const late = await newMember(app.url);
      const room = await newRoom(ada, 'private', ben, cleo);
      const add = (by: Member) => by.ask('POST', `/rooms/${room.id}/members`, { userIds: [late.id, ben.id] });

      await ben.must('POST', `/rooms/${room.id}/leave`);
      for (const by of [cleo, cleo, ada]) expect(await add(by)).toMatchObject(refused(409, 'member_left'));
      expect((await roomSeenBy(cleo, room)).memberCount).toBe(2);
      await ben.must('POST', '/rooms/join', { code: room.code });

      await ada.must('DELETE', `/rooms/${room.id}/members/${ben.id}`);
      expect(await add(cleo)).toMatchObject(refused(403, 'forbidden'));
      expect((await roomSeenBy(cleo, room)).memberCount).toBe(2);
      expect(await add(ada)).toMatchObject({ status: 204 });
      expect((await roomSeenBy(ben, room)).memberCount).toBe(4);

      await ada.must('PUT', `/rooms/${room.id}/bans/${ben.id}`);
      for (const by of [cleo, ada]) expect(await add(by)).toMatchObject(refused(403, 'banned'));
      await ada.must('DELETE', `/rooms/${room.id}/bans/${ben.id}`);
      expect(await add(cleo)).toMatchObject(refused(403, 'forbidden'));
      expect(await add(ada)).toMatchObject({ status: 204 });
    });

    test('a ban of a person who had left, once lifted, lets nobody add them', async () => {
      const room = await newRoom(ada, 'private', ben);
      await ben.must('POST', `/rooms/${room.id}/leave`);
      await ada.must('PUT', `/rooms/${room.id}/bans/${ben.id}`);
      await ada.must('DELETE', `/rooms/${room.id}/bans/${ben.id}`);
      expect(await ada.ask('POST', `/rooms/${room.id}/members`, { userIds: [ben.id] })).toMatchObject(
        refused(409, 'member_left'),
      );
    });

    test('an empty private room is closed to a removed person, who never gains an abandoned one', async () => {
      const closed = await newRoom(ada, 'private', ben);
      await ada.must('DELETE', `/rooms/${closed.id}/members/${ben.id}`);
      await ada.must('POST', `/rooms/${closed.id}/leave`);
      const byCode = { code: closed.code };
      expect(await ben.ask('POST', '/rooms/join', byCode)).toMatchObject(refused(404, 'room_not_found'));
      expect(await cleo.must<Room>('POST', '/rooms/join', byCode)).toMatchObject({ role: 'owner' });
      expect(await ben.must<Room>('POST', '/rooms/join', byCode)).toMatchObject({ role: 'member' });
      const open = await newRoom(ada, 'public', ben);
      await ada.must('DELETE', `/rooms/${open.id}/members/${ben.id}`);
      await ada.must('POST', `/rooms/${open.id}/leave`);
      expect(await ben.must<Room>('POST', `/rooms/${open.id}/join`, {})).toMatchObject({ role: 'member' });
      expect(await cleo.must<Room>('POST', `/rooms/${open.id}/join`, {})).toMatchObject({ role: 'owner' });
      expect((await ben.ask('POST', `/rooms/${open.id}/leave`)).status).toBe(204);
    });
  });
});
