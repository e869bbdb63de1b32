import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { UnreadPage } from '../../../src/notifications/catch-up/catch-up.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newGuest, newMember, newMembers, refused } from '../../support/member.ts';

const ROOMS_PER_PAGE = 20;

describe('what is unread', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;

  const unread = (person: Member, query = '') => person.must<UnreadPage>('GET', `/unread${query}`);
  /** A room of Ada with these words of Ben. */
  const roomWith = async (words: string[], person = ada) => {
    const room = await person.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
    for (const body of words) await ben.send(room, body);
    return room;
  };
  const membership = (room: Room, change: object) => ada.must('PATCH', `/rooms/${room.id}/membership`, change);
  const readLobby = (person: Member) => person.must('POST', '/rooms/read-all');

  beforeAll(async () => {
    app = await startApp();
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    await ben.goOnline();
    await ada.goOnline();
    await readLobby(ada);
  });

  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await app.close();
  });

  test('comes by importance, with the first messages of each room, and stays unread', async () => {
    const muted = await roomWith(['psst']);
    await membership(muted, { notify: 'none' });
    const rest = await roomWith(Array.from({ length: 11 }, (_, index) => `word ${index}`));
    const favourite = await roomWith(['a star']);
    await membership(favourite, { favourite: true });
    const named = await roomWith([`@${ada.username} look`]);
    const direct = await ben.must<Room>('PUT', `/rooms/direct/${ada.id}`);
    await ben.send(direct, 'hello');
    const followed = await roomWith([]);
    const first = await ada.send(followed, 'What do you think?');
    await ben.command('send_message', {
      roomId: followed.id,
      clientId: randomUUID(),
      body: 'A lot',
      replyToId: first.id,
    });

    const { items, next } = await unread(ada);
    expect(items.map(({ roomId }) => roomId)).toEqual(
      [direct, named, followed, favourite, rest, muted].map(({ id }) => id),
    );
    expect(next).toBeNull();
    const ofRest = items.find(({ roomId }) => roomId === rest.id);
    expect(ofRest?.messages.map(({ body }) => body)).toEqual(Array.from({ length: 10 }, (_, index) => `word ${index}`));
    expect(items.map(({ more }) => more)).toEqual([false, false, false, false, true, false]);
    expect((await ada.must<Room>('GET', `/rooms/${rest.id}`)).unreadCount).toBe(11);

    await ada.must('POST', '/rooms/read-all');
    expect(await unread(ada)).toEqual({ items: [], next: null });
  });

  test('holds neither notices nor deleted messages', async () => {
    const room = await roomWith(['gone', 'here']);
    const { items } = await unread(ada);
    const [gone] = items.find(({ roomId }) => roomId === room.id)?.messages ?? [];
    await ben.must('DELETE', `/messages/${String(gone?.id)}`);
    await (await newMember(app.url)).must('POST', '/rooms/join', { code: room.code });
    const after = (await unread(ada)).items.find(({ roomId }) => roomId === room.id);
    expect(after?.messages.map(({ body }) => body)).toEqual(['here']);
    await ada.must('POST', '/rooms/read-all');
  });

  test('comes in pages, each room once', async () => {
    const rooms: Room[] = [];
    for (let count = 0; count <= ROOMS_PER_PAGE; count++) rooms.push(await roomWith(['one']));
    const first = await unread(ada);
    expect(first.items).toHaveLength(ROOMS_PER_PAGE);
    const second = await unread(ada, `?cursor=${String(first.next)}`);
    expect(second).toMatchObject({ next: null });
    const ids = [...first.items, ...second.items].map(({ roomId }) => roomId);
    expect(ids).toEqual(rooms.map(({ id }) => id).reverse());
    expect(await ada.ask('GET', '/unread?cursor=nonsense')).toMatchObject(refused(400, 'invalid_input'));
    await ada.must('POST', '/rooms/read-all');
  }, 60_000);

  test('shows a guest what came after they joined', async () => {
    const room = await roomWith(['before']);
    const guest = await newGuest(app.url);
    await guest.must('POST', '/rooms/join', { code: room.code });
    await ben.send(room, 'after');
    const { items } = await unread(guest);
    expect(items.map(({ messages }) => messages.map(({ body }) => body))).toEqual([['after']]);
  });
});
