import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import type {
  AdministeredRoom,
  AdministeredRoomPage,
  OwnerCandidates,
} from '../../../src/rooms/administration/room-administration.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { ApiClient, lobbyOf, type Member, newGuest, newMember, newName, refused } from '../../support/member.ts';

const SECRET = 'the words of a private room';

describe('rooms, by administrators', () => {
  let app: TestApp;
  let admin: Member;
  let moderator: Member;
  let ada: Member;
  let ben: Member;
  let guest: Member;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    moderator = await newMember(app.url);
    ada = await newMember(app.url);
    ben = await newMember(app.url);
    guest = await newGuest(app.url);
    await admin.must('PATCH', `/admin/users/${moderator.id}`, { role: 'moderator' });
  });

  afterAll(() => app.close());

  const newRoom = async (kind: 'public' | 'private' = 'private') => {
    const room = await ada.must<Room>('POST', '/rooms', { name: newName('Room'), kind, topic: `${SECRET} as topic` });
    await ben.must('POST', '/rooms/join', { code: room.code });
    await ada.must('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: SECRET });
    return room;
  };
  const list = async (query = '') =>
    (await admin.must<AdministeredRoomPage>('GET', `/admin/rooms?limit=100${query}`)).items;
  const audited = async (action: string, { id }: Room) =>
    (await admin.must<AuditPage>('GET', `/admin/audit?action=${action}&limit=100`)).items.filter(
      ({ detail }) => detail.roomId === id,
    );
  const notices = async ({ id }: Room) =>
    (await ada.must<{ items: Message[] }>('GET', `/rooms/${id}/messages`)).items.flatMap(
      ({ system }) => system?.event ?? [],
    );

  test('are closed to all others', async () => {
    const room = await newRoom('public');
    const routes: [string, string, object?][] = [
      ['GET', '/admin/rooms'],
      ['PATCH', `/admin/rooms/${room.id}`, { archived: true }],
      ['GET', `/admin/rooms/${room.id}/candidates`],
      ['PUT', `/admin/rooms/${room.id}/owner`, { userId: ben.id }],
      ['DELETE', `/admin/rooms/${room.id}`, { name: room.name }],
    ];
    for (const [method, path, body] of routes) {
      expect([path, await new ApiClient(app.url).ask(method, path, body)]).toMatchObject([path, { status: 401 }]);
      for (const person of [ben, guest, moderator])
        expect([path, await person.ask(method, path, body)]).toMatchObject([path, refused(403, 'forbidden')]);
    }
    expect(await ada.must<Room>('GET', `/rooms/${room.id}`)).toMatchObject({ archived: false });
  });

  test('are listed with their size and last use, and without a word of private ones; direct rooms are not', async () => {
    const [secret, open] = [await newRoom(), await newRoom('public')];
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
    await ada.must('POST', `/rooms/${direct.id}/messages`, { clientId: randomUUID(), body: SECRET });
    const rooms = await list();
    const found = (id: string) => rooms.find((room) => room.id === id);
    expect(found(secret.id)).toMatchObject({
      kind: 'private',
      name: secret.name,
      topic: null,
      memberCount: 2,
      owners: [{ id: ada.id }],
      ownerless: false,
      fileBytes: 0,
      lastMessageAt: expect.any(String),
    });
    expect(found(open.id)).toMatchObject({ kind: 'public', topic: `${SECRET} as topic` });
    expect(found(direct.id)).toBeUndefined();
    expect(JSON.stringify(found(secret.id))).not.toContain(SECRET);
    expect(JSON.stringify(rooms)).not.toContain(secret.code);
    expect((await list(`&q=${secret.name}`)).map(({ id }) => id)).toEqual([secret.id]);
    expect((await list('&show=public')).every(({ kind }) => kind === 'public')).toBe(true);
    const first = await admin.must<AdministeredRoomPage>('GET', '/admin/rooms?limit=1');
    const second = await admin.must<AdministeredRoomPage>('GET', `/admin/rooms?limit=1&cursor=${first.next}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(rooms.slice(0, 2).map(({ id }) => id));
    expect(await admin.ask('GET', `/rooms/${secret.id}/messages`)).toMatchObject(refused(404, 'room_not_found'));
  });

  test('are archived and taken out again, which members see at once', async () => {
    const room = await newRoom();
    await ben.goOnline();
    const archive = (archived: boolean) =>
      admin.must<AdministeredRoom>('PATCH', `/admin/rooms/${room.id}`, { archived });
    expect(await archive(true)).toMatchObject({ archived: true });
    await archive(true);
    await ben.receives('room_updated', ({ id, archived }) => id === room.id && archived);
    expect(await ada.ask('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: 'no' })).toMatchObject(
      refused(409, 'room_archived'),
    );
    expect((await list('&show=archived')).map(({ id }) => id)).toContain(room.id);
    expect(await archive(false)).toMatchObject({ archived: false });
    expect((await notices(room)).filter((event) => event.includes('archived')).sort()).toEqual([
      'room_archived',
      'room_unarchived',
    ]);
    expect(await audited('room_archived', room)).toMatchObject([{ actorId: admin.id }]);
    ben.goOffline();
  });

  test('get an owner where none can act, from among their members', async () => {
    const room = await newRoom();
    const cleo = await newMember(app.url);
    await cleo.must('POST', '/rooms/join', { code: room.code });
    const give = (userId: string) => admin.ask('PUT', `/admin/rooms/${room.id}/owner`, { userId });
    const candidates = async () =>
      (await admin.must<OwnerCandidates>('GET', `/admin/rooms/${room.id}/candidates`)).items.map(({ id }) => id);
    await guest.must('POST', '/rooms/join', { code: room.code });
    expect(await give(ben.id)).toMatchObject(refused(409, 'room_has_owner'));
    expect(await candidates()).toEqual([]);
    const database = app.nest.get(Database, { strict: false });
    await database.query(`UPDATE room_members SET role = 'member' WHERE room_id = $1`, [room.id]);
    expect((await list('&show=ownerless')).map(({ id }) => id)).toEqual([room.id]);
    expect(await candidates()).toEqual([ada.id, ben.id, cleo.id]);
    for (const outsider of [admin, moderator, guest])
      expect(await give(outsider.id)).toMatchObject(refused(404, 'user_not_found'));
    expect(await give(cleo.id)).toMatchObject({ status: 200, body: { owners: [{ id: cleo.id }], ownerless: false } });
    expect(await cleo.must<Room>('GET', `/rooms/${room.id}`)).toMatchObject({ role: 'owner' });
    expect(await audited('room_owner_given', room)).toMatchObject([{ actorId: admin.id, targetId: cleo.id }]);
    expect(await notices(room)).toContain('role_changed');
    await admin.must('PATCH', `/admin/users/${cleo.id}`, { disabled: true });
    expect(await candidates()).toEqual([ada.id, ben.id]);
    expect(await give(ada.id)).toMatchObject({ status: 200 });
    expect(await admin.ask('GET', `/rooms/${room.id}`)).toMatchObject(refused(404, 'room_not_found'));
  });

  test('are deleted by their typed name', async () => {
    const room = await newRoom();
    const remove = (name: string) => admin.ask('DELETE', `/admin/rooms/${room.id}`, { name });
    expect(await remove('another')).toMatchObject({
      ...refused(400, 'invalid_input'),
      body: { fields: { name: [expect.any(String)] } },
    });
    expect(await ada.ask('GET', `/rooms/${room.id}`)).toMatchObject({ status: 200 });
    expect(await remove(room.name)).toMatchObject({ status: 204 });
    expect(await ada.ask('GET', `/rooms/${room.id}`)).toMatchObject(refused(404, 'room_not_found'));
    expect(await remove(room.name)).toMatchObject(refused(404, 'room_not_found'));
    expect(await audited('room_deleted', room)).toMatchObject([{ actorId: admin.id }]);
  });

  test('the Lobby stays as it is, and direct rooms are none of theirs', async () => {
    const again = await newMember(app.url);
    const lobby = await lobbyOf(admin);
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${again.id}`);
    const acts = (id: string): [string, string, object][] => [
      ['PATCH', `/admin/rooms/${id}`, { archived: true }],
      ['PUT', `/admin/rooms/${id}/owner`, { userId: ada.id }],
      ['DELETE', `/admin/rooms/${id}`, { name: id === lobby.id ? lobby.name : '' }],
    ];
    for (const [method, path, body] of acts(lobby.id))
      expect(await admin.ask(method, path, body)).toMatchObject(refused(409, 'cannot_change_lobby'));
    for (const id of [direct.id, randomUUID()])
      for (const [method, path, body] of acts(id))
        expect(await admin.ask(method, path, body)).toMatchObject(refused(404, 'room_not_found'));
    expect((await admin.must<OwnerCandidates>('GET', `/admin/rooms/${direct.id}/candidates`)).items).toEqual([]);
  });
});
