import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Member as RoomMember, MemberPage } from '../../../src/rooms/members/members.dto.ts';
import type { Room, RoomDetails, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { uploaded } from '../../support/files.ts';
import { wholeHistory } from '../../support/history.ts';
import { lobbyOf, type Member, newMembers, onAnotherDevice, refusal, refused } from '../../support/member.ts';

describe('rooms', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben, cleo] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    for (const person of [ada, ben, cleo]) await person.goOnline();
  });

  beforeEach(async () => {
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private', topic: 'Analytical' });
  });

  afterAll(async () => {
    for (const person of [ada, ben, cleo]) person.goOffline();
    await app.close();
  });

  const seenBy = (person: Member) => person.must<Room>('GET', `/rooms/${room.id}`);
  const publicRoom = (settings: object = {}) =>
    ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'public', ...settings });

  test('belong to their creator', async () => {
    expect(room).toMatchObject({ name: 'Engine', topic: 'Analytical', kind: 'private', role: 'owner', memberCount: 1 });
    expect(room.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}$/);
    expect(await ada.receives('room_joined', ({ id }) => id === room.id)).toEqual(room);
    expect(await ada.command('create_room', { name: ' Other ', kind: 'public' })).toMatchObject({
      name: 'Other',
      role: 'owner',
    });
  });

  describe('are entered by code', () => {
    test.each([
      ['as it is', (code: string) => code],
      ['in small letters', (code: string) => code.toLowerCase()],
      ['with a dash and blanks', (code: string) => ` ${code.slice(0, 3)}-${code.slice(3)} `],
      ['with letters that look like its digits', (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l')],
    ])('%s', async (_, type) => {
      const entered = await ben.must<Room>('POST', '/rooms/join', { code: type(room.code) });
      expect(entered).toMatchObject({ id: room.id, role: 'member', memberCount: 2 });
    });

    test('but not by one that no room has', async () => {
      const code = room.code.startsWith('Z') ? 'Y'.repeat(6) : `Z${room.code.slice(1)}`;
      expect(await ben.tryCommand('join_room', { code })).toMatchObject(refusal(404, 'room_not_found'));
      expect(await ben.tryCommand('join_room', { code: room.code })).toMatchObject({ ok: true });
    });

    test('joining twice is joining once', async () => {
      await ben.command('join_room', { code: room.code });
      expect(await ben.command('join_room', { code: room.code })).toMatchObject({ memberCount: 2, lastSeq: 1 });
    });
  });

  test('that are public are entered by id, private ones are not', async () => {
    const open = await publicRoom();
    expect((await ben.ask('POST', `/rooms/${open.id}/join`, {})).status).toBe(200);
    expect(await ben.ask('POST', `/rooms/${room.id}/join`, {})).toMatchObject(refused(404, 'room_not_found'));
  });

  test('that are public become private, and never the other way', async () => {
    const open = await publicRoom();
    const close = (by = ada) => by.ask('PATCH', `/rooms/${open.id}`, { kind: 'private' });
    await ben.must('POST', `/rooms/${open.id}/join`, {});
    expect(await close(ben)).toMatchObject(refused(403, 'forbidden'));
    expect((await close()).status).toBe(200);
    expect((await close()).status).toBe(200);
    expect(await cleo.ask('POST', `/rooms/${open.id}/join`, {})).toMatchObject(refused(404, 'room_not_found'));
    expect(
      (await wholeHistory(ben, open.id)).filter(({ system }) => system?.event === 'room_made_private'),
    ).toHaveLength(1);
    expect(await ada.ask('PATCH', `/rooms/${open.id}`, { kind: 'public' })).toMatchObject(
      refused(400, 'invalid_input'),
    );
    const lobby = await lobbyOf(ada);
    // One of the three is the administrator.
    const answers = [ada, ben, cleo].map((by) => by.ask('PATCH', `/rooms/${lobby.id}`, { kind: 'private' }));
    expect((await Promise.all(answers)).map(({ status }) => status).sort()).toEqual([403, 403, 409]);
  });

  test('with a password ask for it at both ways in', async () => {
    const locked = await publicRoom({ password: 'open sesame' });
    expect(locked.passwordProtected).toBe(true);
    for (const way of [{ code: locked.code }, { roomId: locked.id }]) {
      for (const password of [undefined, 'open barley'])
        expect(await ben.tryCommand('join_room', { ...way, password })).toMatchObject(
          refusal(403, 'wrong_room_password'),
        );
      expect(await ben.command('join_room', { ...way, password: 'open sesame' })).toMatchObject({ role: 'member' });
      await ben.command('leave_room', { roomId: locked.id });
    }
  });

  test('announce joining and leaving in their timeline and to all their members', async () => {
    await ben.command('join_room', { code: room.code });
    const came = await ada.receives('member_changed', ({ roomId, userId }) => roomId === room.id && userId === ben.id);
    expect(came).toMatchObject({ memberCount: 2, member: { user: { id: ben.id }, role: 'member' } });
    await ben.command('leave_room', { roomId: room.id });
    const went = await ada.receives('member_changed', ({ roomId, member }) => roomId === room.id && member === null);
    expect(went).toEqual({ roomId: room.id, userId: ben.id, member: null, memberCount: 1 });
    expect(await ben.receives('room_left', ({ roomId }) => roomId === room.id)).toEqual({
      roomId: room.id,
      reason: 'left',
    });
    expect(await wholeHistory(ada, room.id)).toMatchObject([
      { seq: 1, kind: 'system', author: null, system: { event: 'member_joined', userId: ben.id } },
      { seq: 2, kind: 'system', author: null, system: { event: 'member_left', userId: ben.id } },
    ]);
  });

  test('cannot be left by their last owner while others are in them', async () => {
    await ben.command('join_room', { code: room.code });
    expect(await ada.tryCommand('leave_room', { roomId: room.id })).toMatchObject(refusal(409, 'last_owner'));
    await ben.command('leave_room', { roomId: room.id });
    expect(await ada.tryCommand('leave_room', { roomId: room.id })).toEqual({ ok: true, data: null });
    // The room is empty: the next member to join by code becomes its owner.
    expect(await ben.command('join_room', { code: room.code })).toMatchObject({ role: 'owner', memberCount: 1 });
  });

  test('cannot be left when they are the Lobby or direct', async () => {
    const lobby = await lobbyOf(ada);
    expect(await ada.ask('POST', `/rooms/${lobby.id}/leave`)).toMatchObject(refused(409, 'cannot_leave_lobby'));
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
    expect(await ada.ask('POST', `/rooms/${direct.id}/leave`)).toMatchObject(refused(409, 'cannot_leave_direct'));
    expect(await ben.tryCommand('join_room', { code: lobby.code })).toMatchObject(refusal(404, 'room_not_found'));
  });

  test('are found by name and topic, page by page, the public ones only', async () => {
    const word = randomUUID().slice(0, 8);
    const names = ['b', 'C', 'a', 'D'].map((letter) => `${letter} ${word}`);
    for (const name of names) await publicRoom({ name });
    await publicRoom({ name: 'e', topic: `about ${word}` });
    await ada.must('POST', '/rooms', { name: `f ${word}`, kind: 'private' });
    const found: Room[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `/rooms/directory?q=${word.toUpperCase()}&limit=2${cursor && `&cursor=${cursor}`}`;
      const page: RoomPage = await ben.must<RoomPage>('GET', path);
      expect(page.items.length).toBeLessThanOrEqual(2);
      found.push(...page.items);
      cursor = page.next;
    }
    expect(found.map(({ name }) => name[0])).toEqual(['a', 'b', 'C', 'D', 'e']);
    expect(found).toMatchObject(found.map(() => ({ role: null, code: '', lastMessage: null })));
    expect((await ben.must<RoomPage>('GET', '/rooms/directory?q=%25%25')).items).toEqual([]);
    const active = async () =>
      (await ben.must<RoomPage>('GET', `/rooms/directory?q=${word}&sort=activity&limit=2`)).items.map(
        ({ name }) => name,
      );
    expect(await active()).toEqual(['e', `D ${word}`]);
    await ada.must('POST', `/rooms/${found[0]?.id}/messages`, { clientId: randomUUID(), body: 'here' });
    expect(await active()).toEqual([`a ${word}`, 'e']);
    const first = await ben.must<RoomPage>('GET', `/rooms/directory?q=${word}&sort=activity&limit=3`);
    const rest = await ben.must<RoomPage>('GET', `/rooms/directory?q=${word}&sort=activity&cursor=${first.next}`);
    expect([...first.items, ...rest.items].map(({ name }) => name[0])).toEqual(['a', 'e', 'D', 'C', 'b']);
    await ben.must('POST', `/rooms/${found[1]?.id}/join`, {});
    const others = await ben.must<RoomPage>('GET', `/rooms/directory?q=${word}&show=new`);
    expect(others.items.map(({ name }) => name[0])).toEqual(['a', 'C', 'D', 'e']);
  });

  test('tell owners, size and last activity, a public one also before joining', async () => {
    const open = await publicRoom({ name: 'Looked at' });
    const before = await ben.must<RoomDetails>('GET', `/rooms/${open.id}/details`);
    expect(before).toMatchObject({ owners: [{ id: ada.id }], people: 1, files: 0, fileBytes: 0, archivedAt: null });
    expect(before.lastActivityAt).toBeNull();
    const file = await uploaded(ada, { name: 'plan.txt', type: 'text/plain', bytes: Buffer.from('a plan') });
    const message = await ada.must<Message>('POST', `/rooms/${open.id}/messages`, {
      ...{ clientId: randomUUID(), body: 'look', attachmentIds: [file.id] },
    });
    await ben.must('POST', `/rooms/${open.id}/join`, {});
    expect(await ben.must('GET', `/rooms/${open.id}/details`)).toMatchObject({
      ...{ people: 2, files: 1, fileBytes: 6, lastActivityAt: message.createdAt },
    });
    await ada.must('PATCH', `/rooms/${open.id}`, { archived: true });
    expect((await ben.must<RoomDetails>('GET', `/rooms/${open.id}/details`)).archivedAt).toEqual(expect.any(String));
    const hidden = await ada.must<Room>('POST', '/rooms', { name: 'Hidden', kind: 'private' });
    expect(await ben.ask('GET', `/rooms/${hidden.id}/details`)).toMatchObject(refused(404, 'room_not_found'));
  });

  test('list their people in the order of joining, page by page', async () => {
    for (const person of [ben, cleo]) await person.command('join_room', { code: room.code });
    const members: RoomMember[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `/rooms/${room.id}/members?limit=1${cursor && `&cursor=${cursor}`}`;
      const page: MemberPage = await ada.must<MemberPage>('GET', path);
      members.push(...page.items);
      cursor = page.next;
    }
    expect(members.map(({ user }) => user.id)).toEqual([ada.id, ben.id, cleo.id]);
    expect(members.map(({ role }) => role)).toEqual(['owner', 'member', 'member']);
  });

  test('find members by part of a name, and refuse strangers', async () => {
    await ben.command('join_room', { code: room.code });
    await ben.must('PATCH', '/users/me', { displayName: 'Ben 100% Baker' });
    const find = (q: string, by = ada) =>
      by.ask<MemberPage>('GET', `/rooms/${room.id}/members?q=${encodeURIComponent(q)}`);
    const found = async (q: string) => (await find(q)).body.items.map(({ user }) => user.id);
    expect(await found('bAKER')).toEqual([ben.id]);
    expect(await found(ben.username.slice(1))).toEqual([ben.id]);
    expect(await found('0%')).toEqual([ben.id]);
    expect(await found('%%')).toEqual([]);
    expect(await find('x'.repeat(51))).toMatchObject(refused(400, 'invalid_input'));
    expect(await find('bAKER', cleo)).toMatchObject(refused(404, 'room_not_found'));
  });

  test('are shown to those who are invited; an unknown account among them invites none', async () => {
    const invite = (...userIds: string[]) => ada.ask('POST', `/rooms/${room.id}/members`, { userIds });
    expect(await invite(ben.id, randomUUID())).toMatchObject(refused(404, 'user_not_found'));
    expect((await seenBy(ada)).memberCount).toBe(1);
    expect((await invite(ben.id, cleo.id, ada.id, ben.id)).status).toBe(204);
    expect((await seenBy(ada)).memberCount).toBe(3);
    const { lastMessage } = await ben.receives('room_joined', ({ id }) => id === room.id);
    expect(lastMessage?.system).toEqual({ event: 'member_joined', userId: ben.id, byId: ada.id });
  });

  test('have a notification setting for each member, on all devices', async () => {
    const phone = await onAnotherDevice(ada);
    await phone.goOnline();
    await ada.must('PATCH', `/rooms/${room.id}/membership`, { notify: 'none' });
    expect(await phone.receives('room_updated', ({ id }) => id === room.id)).toMatchObject({ notify: 'none' });
    await ben.command('join_room', { code: room.code });
    expect((await seenBy(ben)).notify).toBe('mentions');
    phone.goOffline();
  });
});
