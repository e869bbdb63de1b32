import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newGuest, newMembers, onAnotherDevice } from '../../support/member.ts';

const HOUR_MS = 3_600_000;
const inAnHour = () => new Date(Date.now() + HOUR_MS).toISOString();

describe('a member sets for themselves', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let stranger: Member;
  let phone: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben, stranger] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    phone = await onAnotherDevice(ada);
    for (const person of [ada, ben, phone]) await person.goOnline();
  });

  beforeEach(async () => {
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    await ben.command('join_room', { code: room.code });
  });

  afterAll(async () => {
    for (const person of [ada, ben, phone]) person.goOffline();
    await app.close();
  });

  const set = (changes: object, by = ada) => by.must<Room>('PATCH', `/rooms/${room.id}/membership`, changes);
  const seenBy = (person: Member) => person.must<Room>('GET', `/rooms/${room.id}`);
  const listed = async (person: Member) =>
    (await person.must<RoomPage>('GET', '/rooms')).items.find(({ id }) => id === room.id);
  const say = (by: Member, body = 'a word') =>
    by.command('send_message', { roomId: room.id, clientId: randomUUID(), body });

  test('what is theirs alone, on all their devices', async () => {
    const quietUntil = inAnHour();
    expect(await set({ favourite: true, quietUntil })).toMatchObject({ favourite: true, quietUntil, hidden: false });
    expect(await phone.receives('room_updated', ({ id, favourite }) => id === room.id && favourite)).toMatchObject({
      favourite: true,
      quietUntil,
      notify: 'mentions',
    });
    expect(await seenBy(ben)).toMatchObject({ favourite: false, quietUntil: null, hidden: false });
  });

  test('only what a request names', async () => {
    await set({ favourite: true, notify: 'all', quietUntil: inAnHour(), hidden: true });
    expect(await set({})).toMatchObject({ favourite: true, notify: 'all', hidden: true });
    expect(await set({ quietUntil: null })).toMatchObject({ favourite: true, quietUntil: null, hidden: true });
    expect(await set({ favourite: false, hidden: false })).toMatchObject({ favourite: false, hidden: false });
  });

  test('that a room is hidden until the next message, of whomever', async () => {
    expect(await set({ hidden: true })).toMatchObject({ hidden: true });
    expect(await listed(ada)).toMatchObject({ hidden: true });
    expect(await listed(ben)).toMatchObject({ hidden: false });
    await say(ben);
    expect(await listed(ada)).toMatchObject({ hidden: false, unreadCount: 1 });
    await set({ hidden: true });
    await say(ada);
    expect(await listed(ada)).toMatchObject({ hidden: false });
  });

  test('that a room is hidden, through edits and reactions', async () => {
    const message = await say(ben);
    await set({ hidden: true });
    await ben.must('PATCH', `/messages/${message.id}`, { body: 'another' });
    expect(await listed(ada)).toMatchObject({ hidden: true });
  });

  test('that a direct room is hidden, until they open it again', async () => {
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
    await ada.must('PATCH', `/rooms/${direct.id}/membership`, { hidden: true });
    expect(await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`)).toMatchObject({ id: direct.id, hidden: false });
  });

  test('that a room is quiet, except where they are mentioned by name', async () => {
    const notified = (body: string) =>
      ada.receives('notification', ({ message }) => message?.roomId === room.id && message.body === body);
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
    await ada.must('PATCH', `/rooms/${direct.id}/membership`, { quietUntil: inAnHour() });
    await ben.command('send_message', { roomId: direct.id, clientId: randomUUID(), body: 'are you there' });
    expect(await ada.receives('notification', ({ roomId }) => roomId === direct.id)).toMatchObject({ silent: true });
    await set({ notify: 'all', quietUntil: inAnHour() });
    await say(ben, 'nothing much');
    expect(await notified('nothing much')).toMatchObject({ kind: 'message', silent: true });
    await say(ben, `@${ada.username} look`);
    expect(await notified(`@${ada.username} look`)).toMatchObject({ kind: 'mention', silent: false });
  });

  test.each([
    ['a time that is over', { quietUntil: '2020-01-01T00:00:00Z' }, 'quietUntil'],
    ['a time that is none', { quietUntil: 'tomorrow' }, 'quietUntil'],
    ['a word for yes', { favourite: 'yes' }, 'favourite'],
    ['null for no', { hidden: null }, 'hidden'],
    ['an unknown level', { notify: 'loud' }, 'notify'],
    ['null as a level', { notify: null }, 'notify'],
    ['an unknown field', { pinned: true }, 'pinned'],
  ])('nothing by %s', async (_, changes, field) => {
    const answer = await ada.ask<{ fields: object }>('PATCH', `/rooms/${room.id}/membership`, changes);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(Object.keys(answer.body.fields)).toEqual([field]);
    expect(await seenBy(ada)).toMatchObject({ favourite: false, hidden: false, quietUntil: null, notify: 'mentions' });
  });

  test('nothing in a room that they are not in, or have left', async () => {
    const ask = (by: Member) => by.ask('PATCH', `/rooms/${room.id}/membership`, { favourite: true });
    expect(await ask(stranger)).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    await ben.command('leave_room', { roomId: room.id });
    expect(await ask(ben)).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
  });

  test('the same as a guest', async () => {
    const guest = await newGuest(app.url);
    await guest.must('POST', '/rooms/join', { code: room.code });
    expect(await set({ favourite: true, hidden: true }, guest)).toMatchObject({ favourite: true, hidden: true });
  });
});
