import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AllRead } from '../../../src/rooms/read-marks/read-marks.dto.ts';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import { limits } from '../../../src/shared/limits.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMembers, onAnotherDevice } from '../../support/member.ts';

const ROOMS = 3;

describe('marking everything as read', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let rooms: Room[];

  beforeAll(async () => {
    app = await startApp();
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    for (const person of [ada, ben]) await person.goOnline();
  });

  beforeEach(async () => {
    rooms = [];
    for (let count = 0; count < ROOMS; count++) {
      const room = await ada.must<Room>('POST', '/rooms', { name: `Engine ${count}`, kind: 'private' });
      await ben.command('join_room', { code: room.code });
      await ben.command('send_message', { roomId: room.id, clientId: randomUUID(), body: `@${ada.username} one` });
      await ben.command('send_message', { roomId: room.id, clientId: randomUUID(), body: 'two' });
      rooms.push(room);
    }
  });

  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await app.close();
  });

  const countsOf = async (person: Member) => {
    const { items } = await person.must<RoomPage>('GET', '/rooms');
    return rooms
      .map(({ id }) => items.find((room) => room.id === id))
      .map((room) => [room?.unreadCount, room?.mentionCount]);
  };
  const readAll = (person = ada) => person.must<AllRead>('POST', '/rooms/read-all');
  const unread = Array.from({ length: ROOMS }, () => [2, 1]);
  const read = Array.from({ length: ROOMS }, () => [0, 0]);

  test('reaches all rooms and devices, and is taken back exactly', async () => {
    const phone = await onAnotherDevice(ada);
    await phone.goOnline();
    expect(await countsOf(ada)).toEqual(unread);
    const { before } = await readAll();
    expect(before.map(({ roomId }) => roomId).sort()).toEqual(rooms.map(({ id }) => id).sort());
    expect(await countsOf(ada)).toEqual(read);
    for (const { id } of rooms)
      expect(await phone.receives('read_changed', ({ roomId }) => roomId === id)).toMatchObject({ unreadCount: 0 });

    const marks = before.map(({ roomId, lastReadSeq }) => ({ roomId, seq: lastReadSeq + 1 }));
    await ada.must('POST', '/rooms/read-back', { rooms: marks });
    expect(await countsOf(ada)).toEqual(unread);
    for (const { id } of rooms)
      expect(await phone.receives('read_changed', ({ roomId, back }) => roomId === id && back === true)).toMatchObject({
        unreadCount: 2,
        mentionCount: 1,
      });
    phone.goOffline();
  });

  test('names nothing that was read, and nothing of others', async () => {
    await readAll();
    expect(await readAll()).toEqual({ before: [] });
    expect(await countsOf(ben)).toEqual(read);
    expect((await readAll(ben)).before.map(({ roomId }) => roomId)).toEqual([]);
  });

  test('counts what is said afterwards', async () => {
    const { before } = await readAll();
    const [first] = rooms as [Room];
    await ben.command('send_message', { roomId: first.id, clientId: randomUUID(), body: 'three' });
    expect((await countsOf(ada))[0]).toEqual([1, 0]);
    const marks = before.map(({ roomId, lastReadSeq }) => ({ roomId, seq: lastReadSeq + 1 }));
    await ada.must('POST', '/rooms/read-back', { rooms: marks });
    expect((await countsOf(ada))[0]).toEqual([3, 1]);
  });

  test('is not taken back in a room that was left, or for others', async () => {
    const [first] = rooms as [Room];
    const mark = { roomId: first.id, seq: 1 };
    const [stranger] = (await newMembers(app.url, 1)) as [Member];
    await stranger.must('POST', '/rooms/read-back', { rooms: [mark] });
    expect(await stranger.ask('GET', `/rooms/${first.id}`)).toMatchObject({ status: 404 });
    await ada.must('POST', '/rooms/read-back', { rooms: [{ roomId: randomUUID(), seq: 1 }] });
  });

  test.each<[string, unknown]>([
    ['no list', undefined],
    ['a word', 'all'],
    ['a room without a seq', [{ roomId: randomUUID() }]],
    ['a seq of zero', [{ roomId: randomUUID(), seq: 0 }]],
    ['no id', [{ roomId: 'x', seq: 1 }]],
    ['too many rooms', Array.from({ length: limits.readBackRooms + 1 }, () => ({ roomId: randomUUID(), seq: 1 }))],
  ])('is not taken back by %s', async (_, given) => {
    expect(await ada.ask('POST', '/rooms/read-back', { rooms: given })).toMatchObject({
      status: 400,
      body: { code: 'invalid_input' },
    });
  });
});
