import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../src/audit/audit.dto.ts';
import type { MemberPage, MutePage } from '../../src/rooms/members/members.dto.ts';
import type { Room, RoomPage } from '../../src/rooms/rooms.dto.ts';
import type { ReadState } from '../../src/rooms/read-marks/read-marks.dto.ts';
import type { EditPage, Message } from '../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { mailTo } from '../support/mailbox.ts';
import {
  eventually,
  lobbyOf,
  type Member,
  newGuest,
  newMember,
  newMembers,
  refusal,
  refused,
} from '../support/member.ts';

const FOREVER = '2099-01-01T00:00:00.000Z';

describe('rights at the edges', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;
  let ben: Member;
  let cleo: Member;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    [ada, ben, cleo] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    for (const person of [admin, ada, ben, cleo]) await person.goOnline();
  }, 120_000);

  afterAll(async () => {
    for (const person of [admin, ada, ben, cleo]) person.goOffline();
    await app.close();
  });

  const newRoom = async (by: Member, kind: 'public' | 'private', ...others: Member[]) => {
    const room = await by.must<Room>('POST', '/rooms', { name: 'Edge', kind });
    for (const other of others) await other.must('POST', '/rooms/join', { code: room.code });
    return room;
  };
  const write = (by: Member, { id }: Room, body = 'words', more: object = {}, clientId = randomUUID()) =>
    by.ask<Message>('POST', `/rooms/${id}/messages`, { clientId, body, ...more });
  const seen = (by: Member, { id }: Room) => by.must<Room>('GET', `/rooms/${id}`);
  const give = (by: Member, to: Member, role: string) => by.ask('PATCH', `/admin/users/${to.id}`, { role });

  describe('in the Lobby', () => {
    test('follow the role on the server at once, both ways, on open connections too', async () => {
      const second = await newMember(app.url);
      await second.goOnline();
      const lobby = await lobbyOf(second);
      expect(lobby.role).toBe('member');
      const words = await second.must<Message>('POST', `/rooms/${lobby.id}/messages`, {
        clientId: randomUUID(),
        body: 'x',
      });
      await give(admin, second, 'admin');
      expect((await seen(second, lobby)).role).toBe('owner');
      await second.receives('room_updated', ({ id, role }) => id === lobby.id && role === 'owner');
      await admin.receives('member_changed', ({ userId, member }) => userId === second.id && member?.role === 'owner');
      const { items } = await admin.must<MemberPage>('GET', `/rooms/${lobby.id}/members?q=${second.username}`);
      expect(items).toMatchObject([{ role: 'owner' }]);
      expect((await second.ask('PATCH', `/rooms/${lobby.id}`, { topic: 'Ours' })).status).toBe(200);

      await give(second, admin, 'member');
      expect((await seen(admin, lobby)).role).toBe('member');
      const ofSecond = `/rooms/${lobby.id}/members/${second.id}`;
      for (const change of [{ mutedUntil: FOREVER }, { role: 'owner' }])
        expect((await admin.ask('PATCH', ofSecond, change)).status).toBeGreaterThanOrEqual(400);
      expect(await admin.ask('DELETE', `/messages/${words.id}`)).toMatchObject(refused(403, 'forbidden'));
      expect(await admin.ask('PATCH', `/rooms/${lobby.id}`, { name: 'Mine' })).toMatchObject(refused(403, 'forbidden'));
      expect(await admin.tryCommand('delete_message', { messageId: words.id })).toMatchObject(
        refusal(403, 'forbidden'),
      );
      expect(
        (await second.ask('PATCH', `/rooms/${lobby.id}/members/${admin.id}`, { mutedUntil: FOREVER })).status,
      ).toBe(200);
      await second.must('PATCH', `/rooms/${lobby.id}/members/${admin.id}`, { mutedUntil: null });
      expect(await second.ask('PATCH', `/rooms/${lobby.id}/members/${ada.id}`, { role: 'owner' })).toMatchObject(
        refused(409, 'cannot_change_lobby'),
      );
      await give(second, admin, 'admin');
      await give(admin, second, 'moderator');
      expect((await seen(second, lobby)).role).toBe('moderator');
      second.goOffline();
    });
  });

  describe('of administrators over each other', () => {
    test.each([{ role: 'member' }, { disabled: true }])('one stays when two do %j to each other', async (change) => {
      const [first, second] = (await newMembers(app.url, 2)) as [Member, Member];
      for (const person of [first, second]) await give(admin, person, 'admin');
      const answers = await Promise.all([
        first.ask('PATCH', `/admin/users/${second.id}`, change),
        second.ask('PATCH', `/admin/users/${first.id}`, change),
      ]);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const [left, ended] = answers[0].status === 200 ? [first, second] : [second, first];
      await mailTo(ended.user.email ?? '', ({ text }) => text.includes(left.username));
      const { items } = await admin.must<AuditPage>('GET', `/admin/audit?userId=${ended.id}`);
      expect(items[0]).toMatchObject({ actorId: left.id, targetId: ended.id });
      await give(admin, left, 'member');
    });

    test('are refused upon the last, and upon themselves', async () => {
      expect(await admin.ask('PATCH', `/admin/users/${admin.id}`, { disabled: true })).toMatchObject(
        refused(403, 'forbidden'),
      );
      expect(await give(admin, admin, 'member')).toMatchObject(refused(409, 'last_admin'));
    });
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
      expect((await seen(ben, room)).mutedUntil).toBe(FOREVER);
      expect(await write(ben, room)).toMatchObject(refused(403, 'muted'));
      await ben.must('POST', `/rooms/${room.id}/leave`);
      await ada.must('DELETE', `/rooms/${room.id}/mutes/${ben.id}`);
      await ben.must('POST', `/rooms/${room.id}/join`, {});
      expect((await write(ben, room)).status).toBe(201);
    });

    test('only reading, leaving and deleting own words remain, at every door', async () => {
      const room = await newRoom(ada, 'private', ben);
      await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'moderator' });
      const own = (await write(ben, room)).body;
      const other = (await write(ada, room)).body;
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

  describe('of coming into a room', () => {
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
      expect((await seen(cleo, room)).memberCount).toBe(2);
      await ben.must('POST', '/rooms/join', { code: room.code });

      await ada.must('DELETE', `/rooms/${room.id}/members/${ben.id}`);
      expect(await add(cleo)).toMatchObject(refused(403, 'forbidden'));
      expect((await seen(cleo, room)).memberCount).toBe(2);
      expect(await add(ada)).toMatchObject({ status: 204 });
      expect((await seen(ben, room)).memberCount).toBe(4);

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

  describe('of direct conversations', () => {
    test('are in the list of the other from the first message on', async () => {
      const [first, second] = (await newMembers(app.url, 2)) as [Member, Member];
      await second.goOnline();
      const direct = await first.must<Room>('PUT', `/rooms/direct/${second.id}`);
      const idsOf = async (by: Member) => (await by.must<RoomPage>('GET', '/rooms')).items.map(({ id }) => id);
      expect(await idsOf(first)).toContain(direct.id);
      expect(await idsOf(second)).not.toContain(direct.id);
      expect(second.eventsOf('room_joined').map(({ id }) => id)).not.toContain(direct.id);
      expect((await write(first, direct, 'hello')).status).toBe(201);
      await second.receivesMessage(direct.id, 'hello');
      await second.receives('notification', ({ roomId }) => roomId === direct.id);
      const order = second.receivedEvents.flatMap(({ event, payload }) => {
        if (event === 'room_joined' && payload.id === direct.id) return ['joined'];
        return event === 'receive_message' && payload.roomId === direct.id ? [payload.body] : [];
      });
      expect(order).toEqual(['joined', 'hello']);
      expect(await seen(second, direct)).toMatchObject({ unreadCount: 1, lastMessage: { body: 'hello' } });
      expect(await idsOf(second)).toContain(direct.id);
      await write(first, direct, 'again');
      await second.receivesMessage(direct.id, 'again');
      second.goOffline();
    });

    test.each(['deleted', 'disabled'])('are closed with a person whose account was %s', async (how) => {
      const gone = await newMember(app.url);
      const direct = await ada.must<Room>('PUT', `/rooms/direct/${gone.id}`);
      const { body: message } = await write(ada, direct, 'before');
      if (how === 'deleted') await gone.must('DELETE', '/users/me', { password: gone.password });
      else await admin.must('PATCH', `/admin/users/${gone.id}`, { disabled: true });
      expect(await write(ada, direct)).toMatchObject(refused(409, 'peer_gone'));
      expect(
        await ada.tryCommand('send_message', { roomId: direct.id, clientId: randomUUID(), body: 'x' }),
      ).toMatchObject(refusal(409, 'peer_gone'));
      expect(await ada.ask('PATCH', `/messages/${message.id}`, { body: 'after' })).toMatchObject(
        refused(409, 'peer_gone'),
      );
      expect(await seen(ada, direct)).toMatchObject({ peerGone: true });
      await ada.receives('room_updated', ({ id, peerGone }) => id === direct.id && peerGone);
      expect((await ada.ask('GET', `/rooms/${direct.id}/messages`)).status).toBe(200);
    });
  });

  describe('of what was written', () => {
    test('deleted messages are neither unread nor the newest, in every count', async () => {
      const room = await newRoom(ada, 'private', ben);
      const kept = (await write(ben, room, 'kept')).body;
      const gone = [(await write(ben, room, `@${ada.username} one`)).body, (await write(ben, room, 'two')).body];
      expect(await seen(ada, room)).toMatchObject({ unreadCount: 3, mentionCount: 1 });
      for (const { id } of gone) await ben.must('DELETE', `/messages/${id}`);
      const now = { unreadCount: 1, mentionCount: 0, lastMessage: { id: kept.id } };
      expect(await seen(ada, room)).toMatchObject(now);
      await ada.receives(
        'room_updated',
        ({ id, unreadCount, lastMessage }) => id === room.id && unreadCount === 1 && lastMessage?.id === kept.id,
      );
      const sync = await ada.command('sync', { rooms: [] });
      expect(sync.rooms.find(({ id }) => id === room.id)).toMatchObject(now);
      expect(await ada.must<ReadState>('PUT', `/rooms/${room.id}/read`, { seq: kept.seq })).toMatchObject({
        unreadCount: 0,
      });
      expect(await ada.must<ReadState>('PUT', `/rooms/${room.id}/unread`, { seq: kept.seq })).toMatchObject({
        unreadCount: 1,
      });
      await ben.must('DELETE', `/messages/${kept.id}`);
      expect(await seen(ada, room)).toMatchObject({ unreadCount: 0, mentionCount: 0 });
    });

    test('earlier texts come in pages, and a hundred of them are kept with the first', async () => {
      const room = await newRoom(ada, 'private');
      const { body: message } = await write(ada, room, 'text 0');
      for (let edit = 1; edit <= 120; edit++)
        await ada.must('PATCH', `/messages/${message.id}`, { body: `text ${edit}` });
      const first = await ada.must<EditPage>('GET', `/messages/${message.id}/edits`);
      expect(first.items).toHaveLength(50);
      const second = await ada.must<EditPage>('GET', `/messages/${message.id}/edits?cursor=${first.next}`);
      const all = [...first.items, ...second.items].map(({ body }) => body);
      expect(second.next).toBeNull();
      expect(all).toEqual(['text 0', ...Array.from({ length: 99 }, (_, index) => `text ${index + 21}`)]);
      expect(await ada.ask('GET', `/messages/${message.id}/edits?cursor=x`)).toMatchObject(
        refused(400, 'invalid_input'),
      );
      expect(await ada.ask('GET', `/messages/${message.id}/edits?limit=51`)).toMatchObject(
        refused(400, 'invalid_input'),
      );
    }, 60_000);

    test('a repeated clientId shows a guest nothing from before they came back', async () => {
      const guest = await newGuest(app.url);
      const room = await newRoom(ada, 'public', guest);
      const quoted = (await write(ada, room, 'old words')).body;
      const clientId = randomUUID();
      expect((await write(guest, room, 'reply', { replyToId: quoted.id }, clientId)).status).toBe(201);
      await guest.must('POST', `/rooms/${room.id}/leave`);
      await ada.must('PATCH', `/messages/${quoted.id}`, { body: 'secret 4711' });
      await guest.must('POST', '/rooms/join', { code: room.code });
      const repeated = await write(guest, room, 'reply', { replyToId: quoted.id }, clientId);
      expect(repeated).toMatchObject(refused(404, 'message_not_found'));
      expect(JSON.stringify(repeated)).not.toContain('4711');
    });

    test('an export from outside a room holds own words only', async () => {
      const person = await newMember(app.url);
      const room = await newRoom(ada, 'private', person);
      const quoted = (await write(ada, room, 'old words')).body;
      const own = (await write(person, room, 'my reply', { replyToId: quoted.id })).body;
      await ada.must('PUT', `/rooms/${room.id}/bans/${person.id}`);
      await ada.must('PATCH', `/messages/${quoted.id}`, { body: 'the key is 4711' });
      await write(ada, room, 'an answer', { replyToId: own.id });
      await ada.must('PUT', encodeURI(`/messages/${own.id}/reactions/🪙`));
      await person.must('POST', '/users/me/export');
      const data = await eventually(async () => {
        const answer = await person.ask<{ messages: Message[] }>('GET', '/users/me/export/content');
        return answer.status === 200 && answer.body;
      }, 'the export is ready');
      expect(data.messages.find(({ id }) => id === own.id)).toMatchObject({
        body: 'my reply',
        replyTo: null,
        thread: null,
        reactions: [],
      });
      expect(JSON.stringify(data)).not.toContain('4711');
    });

    test('an emoji is the same reaction however it is written', async () => {
      const room = await newRoom(ada, 'private');
      const { body: message } = await write(ada, room);
      const react = (method: string, emoji: string) =>
        ada.ask<Message>(method, `/messages/${message.id}/reactions/${encodeURIComponent(emoji)}`);
      for (const emoji of ['\u{1F44D}\u{FE0F}', '\u{1F44D}', '\u2764', '\u2764\u{FE0F}'])
        expect((await react('PUT', emoji)).status).toBe(200);
      const { body } = await react('PUT', '\u{270C}\u{FE0F}\u{1F3FD}');
      expect(body.reactions.map(({ emoji }) => emoji)).toEqual(['\u{1F44D}', '\u2764\u{FE0F}', '\u{270C}\u{1F3FD}']);
      expect((await react('DELETE', '\u2764')).body.reactions).toHaveLength(2);
      expect(await react('PUT', '1')).toMatchObject(refused(400, 'invalid_input'));
    });
  });
});

test('of sixty simultaneous room passwords ten are compared', async () => {
  const app = await startApp({ settings: { RATE_LIMIT_SCALE: '1' } });
  try {
    const [ada, cleo] = (await newMembers(app.url, 2)) as [Member, Member];
    const password = 'the right password';
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Safe', kind: 'public', password });
    const guesses = Array.from({ length: 60 }, (_, index) => (index === 59 ? password : `wrong ${index}`));
    const answers = await Promise.all(
      guesses.map((guess) => cleo.ask('POST', '/rooms/join', { code: room.code, password: guess })),
    );
    const codes = answers.map(({ status, body }) => (status === 200 ? 'in' : body.code));
    expect(codes.filter((code) => code === 'wrong_room_password')).toHaveLength(10);
    expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(50);
  } finally {
    await app.close();
  }
});
