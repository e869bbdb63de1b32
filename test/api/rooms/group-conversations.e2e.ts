import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProblemCode } from '../../../src/common/problem.ts';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { History } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newGuest, newMember, newMembers, refused } from '../../support/member.ts';
import { newRoom, postMessage, roomSeenBy } from '../../support/rooms.ts';

const names = ({ peers }: Room) => peers.map(({ id }) => id).toSorted();
const ids = (...people: Member[]) => people.map(({ id }) => id).toSorted();

describe('group conversations', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let dan: Member;
  let eve: Member;
  let group: Room;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    for (const person of [ada, ben]) await person.goOnline();
  });

  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await app.close();
  });

  const open = (by: Member, ...others: Member[]) =>
    by.must<Room>('POST', '/rooms/groups', { userIds: others.map(({ id }) => id) });
  const roomsOf = async (by: Member) => (await by.must<RoomPage>('GET', '/rooms')).items.map(({ id }) => id);
  const bodies = async (by: Member, room = group) =>
    (await by.must<History>('GET', `/rooms/${room.id}/messages`)).items.flatMap(({ body }) => body || []);

  /** Of Ada, Ben and Cleo, who has come anew. */
  beforeEach(async () => {
    [cleo, dan, eve] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    group = await open(ada, ben, cleo);
  });

  test('are one for the same people, whoever asks for it, and all have it in their lists', async () => {
    expect(group).toMatchObject({ kind: 'group', name: '', code: '', peer: null, peerGone: false, memberCount: 3 });
    expect(names(group)).toEqual(ids(ben, cleo));
    await ben.receives('room_joined', ({ id }) => id === group.id);
    const again = await Promise.all([open(ben, cleo, ada), open(cleo, ada, cleo, ben), open(ada, ada, cleo, ben)]);
    expect(again.map(({ id }) => id)).toEqual([group.id, group.id, group.id]);
    expect(names(await roomSeenBy(ben, group))).toEqual(ids(ada, cleo));
    for (const person of [ada, ben, cleo]) expect(await roomsOf(person)).toContain(group.id);
    expect((await open(ada, ben, cleo, dan)).id).not.toBe(group.id);
  });

  test('asked for many times at once are one', async () => {
    const asked = Array.from({ length: 9 }, (_, index) => (index % 2 ? open(dan, eve, cleo) : open(eve, cleo, dan)));
    expect(new Set((await Promise.all(asked)).map(({ id }) => id)).size).toBe(1);
  });

  test('have no peers in other rooms', async () => {
    expect(await newRoom(ada, 'private')).toMatchObject({ peers: [] });
    expect(await ada.must('PUT', `/rooms/direct/${ben.id}`)).toMatchObject({ peers: [], peer: { id: ben.id } });
  });

  test.each<[string, () => string[] | Promise<string[]>, number, ProblemCode]>([
    ['one other person', () => [ben.id], 400, 'invalid_input'],
    ['one other person and oneself', () => [ben.id, ada.id], 400, 'invalid_input'],
    ['twelve other people', async () => (await newMembers(app.url, 12)).map(({ id }) => id), 400, 'invalid_input'],
    ['nobody known', () => [ben.id, randomUUID()], 404, 'user_not_found'],
    ['a guest', async () => [ben.id, (await newGuest(app.url)).id], 404, 'user_not_found'],
  ])('are not made with %s', async (_who, people, status, code) => {
    expect(await ada.ask('POST', '/rooms/groups', { userIds: await people() })).toMatchObject(refused(status, code));
  });

  test('are not made by guests', async () => {
    const guest = await newGuest(app.url);
    const made = await guest.ask('POST', '/rooms/groups', { userIds: [ada.id, ben.id] });
    expect(made).toMatchObject(refused(403, 'forbidden'));
  });

  test('ring as a direct message does, and mention nobody by @room', async () => {
    expect((await roomSeenBy(ben, group)).notify).toBe('mentions');
    await ada.send(group, 'lunch, @room?');
    const rung = await ben.receives('notification', ({ roomId }) => roomId === group.id);
    expect(rung).toMatchObject({ kind: 'direct', message: { mentionsRoom: false } });
    await ben.must('PATCH', `/rooms/${group.id}/membership`, { notify: 'none' });
    const { body: sent } = await postMessage(ada, group, 'and now?');
    expect(await ben.must('GET', `/messages/${sent.id}/attention`)).toMatchObject({
      now: { outcome: 'none', reason: 'level_none' },
    });
  });

  describe('take in more people', () => {
    const add = (by: Member, people: Member[], more: object = {}) =>
      by.ask('POST', `/rooms/${group.id}/members`, { userIds: people.map(({ id }) => id), ...more });

    test.each([
      ['what is written from now on', {}, ['after']],
      ['what is written from now on, said in words', { history: 'now' }, ['after']],
      ['everything', { history: 'all' }, ['before', 'after']],
    ])('who see %s', async (_what, more, seen) => {
      await postMessage(ada, group, 'before');
      expect((await add(ben, [dan], more)).status).toBe(204);
      await postMessage(ada, group, 'after');
      expect(await bodies(dan)).toEqual(seen);
      expect(await bodies(cleo)).toEqual(['before', 'after']);
      await ada.receives('room_updated', (room) => room.id === group.id && room.peers.some(({ id }) => id === dan.id));
      expect(names(await roomSeenBy(dan, group))).toEqual(ids(ada, ben, cleo));
    });

    test('and are then no longer found by the former ones', async () => {
      await add(ben, [dan]);
      const other = await open(ada, ben, cleo);
      expect(other.id).not.toBe(group.id);
      expect((await open(dan, ada, ben, cleo)).id).not.toBe(group.id);
    });

    test('up to twelve, all or none', async () => {
      const nine = await newMembers(app.url, 9);
      expect(await add(ada, [...nine, dan])).toMatchObject(refused(409, 'conversation_full'));
      expect((await roomSeenBy(ada, group)).memberCount).toBe(3);
      expect((await add(ada, nine)).status).toBe(204);
      expect(await add(ada, [dan])).toMatchObject(refused(409, 'conversation_full'));
    });

    test('but no guests, and not from outside', async () => {
      expect(await add(ada, [await newGuest(app.url)])).toMatchObject(refused(404, 'user_not_found'));
      expect(await add(dan, [dan])).toMatchObject(refused(404, 'room_not_found'));
    });

    test('of whom nobody owns them', async () => {
      await add(ada, [dan]);
      const { items } = await ada.must<{ items: { role: string }[] }>('GET', `/rooms/${group.id}/members`);
      expect(items.map(({ role }) => role)).toEqual(['member', 'member', 'member', 'member']);
    });
  });

  test('hide the history of no other room', async () => {
    const room = await newRoom(ada, 'private');
    const added = (history: string) => ada.ask('POST', `/rooms/${room.id}/members`, { userIds: [dan.id], history });
    expect(await added('now')).toMatchObject(refused(400, 'invalid_input'));
    expect((await added('all')).status).toBe(204);
  });

  test('are left, and the same people make a new one', async () => {
    await cleo.must('POST', `/rooms/${group.id}/leave`);
    await ada.receives('room_updated', (room) => room.id === group.id && room.peers.length === 1);
    expect(names(await roomSeenBy(ada, group))).toEqual(ids(ben));
    expect(await cleo.ask('GET', `/rooms/${group.id}`)).toMatchObject(refused(404, 'room_not_found'));
    const other = await open(cleo, ada, ben);
    expect(other.id).not.toBe(group.id);
    expect(names(other)).toEqual(ids(ada, ben));
  });

  test('lose those whose account is deleted', async () => {
    await cleo.must('DELETE', '/users/me', { password: cleo.password });
    await ada.receives('room_updated', (room) => room.id === group.id && room.peers.length === 1);
    expect((await postMessage(ada, group)).status).toBe(201);
  });

  test('have a name when a member gives one', async () => {
    expect(await cleo.must('PATCH', `/rooms/${group.id}`, { name: 'Lunch' })).toMatchObject({ name: 'Lunch' });
    expect(await ben.must('GET', `/rooms/${group.id}`)).toMatchObject({ name: 'Lunch', kind: 'group' });
  });

  test('are none of the business of administrators', async () => {
    await ada.must('PATCH', `/rooms/${group.id}`, { name: 'Secret lunch' });
    const found = await admin.must<{ items: object[] }>('GET', '/admin/rooms?q=Secret%20lunch');
    expect(found.items).toEqual([]);
    expect((await admin.ask('PATCH', `/admin/rooms/${group.id}`, { archived: true })).status).toBe(404);
  });

  describe('become rooms', () => {
    const convert = (by: Member, room: Room, name = 'Studio') =>
      by.ask<Room>('POST', `/rooms/${room.id}/convert`, { name });

    test('private ones, with a code, of those who converted them, and with what was written', async () => {
      await postMessage(ada, group, 'before');
      const { status, body: room } = await convert(ben, group, '  Studio ');
      expect(status).toBe(200);
      expect(room).toMatchObject({ id: group.id, kind: 'private', name: 'Studio', role: 'owner', peers: [] });
      expect(await ada.receives('room_updated', ({ id, kind }) => id === group.id && kind === 'private')).toMatchObject(
        {
          role: 'member',
          code: room.code,
        },
      );
      await ada.receives('member_changed', ({ userId, member }) => userId === ben.id && member?.role === 'owner');
      await dan.must('POST', '/rooms/join', { code: room.code });
      const { items } = await dan.must<History>('GET', `/rooms/${room.id}/messages`);
      expect(items.map(({ body, system }) => system?.event ?? body)).toEqual([
        'before',
        'room_converted',
        'member_joined',
      ]);
      expect(items[1]?.system).toEqual({ event: 'room_converted', userId: ben.id, text: 'Studio' });
      expect((await open(ada, ben, cleo)).id).not.toBe(group.id);
    });

    test('in which a message that names nobody rings nobody any more', async () => {
      await convert(ada, group);
      await ben.receives('room_updated', ({ id, kind }) => id === group.id && kind === 'private');
      const plain = await ada.send(group, 'to nobody');
      const named = await ada.send(group, `to @${ben.username}`);
      await ben.receives('notification', ({ message }) => message?.id === named.id);
      expect(ben.eventsOf('notification').some(({ message }) => message?.id === plain.id)).toBe(false);
    });

    test('and only they do', async () => {
      const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
      expect(await convert(ada, direct)).toMatchObject(refused(403, 'forbidden'));
      expect(await convert(ada, await newRoom(ada, 'public'))).toMatchObject(refused(409, 'not_a_conversation'));
      expect(await convert(dan, group)).toMatchObject(refused(404, 'room_not_found'));
      expect(await convert(ada, group, ' ')).toMatchObject(refused(400, 'invalid_input'));
    });
  });
});
