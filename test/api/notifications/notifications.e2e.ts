import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMembers } from '../../support/member.ts';

describe('a notification', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben, cleo] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    for (const person of [ada, ben]) await person.goOnline();
  });

  beforeEach(async () => {
    room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    for (const person of [ben, cleo]) await person.must('POST', `/rooms/${room.id}/join`, {});
  });

  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await app.close();
  });

  const notificationOf = async (person: Member, body: string) => {
    const { id } = await ada.send(room, body);
    return person.receives('notification', ({ message }) => message.id === id);
  };
  const mentionsOf = async (person: Member) => (await person.must<Room>('GET', `/rooms/${room.id}`)).mentionCount;

  test('for the whole room is stored for absent members, not for present ones', async () => {
    expect(await notificationOf(ben, '@room look')).toMatchObject({ kind: 'room', message: { mentionsRoom: true } });
    expect([await mentionsOf(ben), await mentionsOf(cleo)]).toEqual([1, 1]);
    expect(await notificationOf(ben, '@here look')).toMatchObject({ kind: 'room', message: { mentionsRoom: false } });
    expect([await mentionsOf(ben), await mentionsOf(cleo)]).toEqual([1, 1]);
  });

  test('for present members needs the right to mention the room', async () => {
    await ada.must('PATCH', `/rooms/${room.id}`, { mentionRoomBy: 'owner' });
    const { id } = await ben.send(room, '@here look');
    const called = await ben.send(room, `@${ada.username} then`);
    await ada.receives('notification', ({ message }) => message.id === called.id);
    expect(ada.eventsOf('notification').filter(({ message }) => message.id === id)).toEqual([]);
  });

  test('is silent for those who do not want to be disturbed', async () => {
    const setDndUntil = (dndUntil: string | null) => ben.must('PATCH', '/users/me', { preferences: { dndUntil } });
    await setDndUntil(new Date(Date.now() + 60_000).toISOString());
    expect(await notificationOf(ben, `@${ben.username} psst`)).toMatchObject({ kind: 'mention', silent: true });
    await setDndUntil(null);
    expect(await notificationOf(ben, `@${ben.username} hey`)).toMatchObject({ kind: 'mention', silent: false });
    const allDay = { from: '00:00', to: '00:00', timeZone: 'Europe/Berlin' };
    await ben.must('PATCH', '/users/me', { preferences: { quietHours: allDay } });
    expect(await notificationOf(ben, '@room psst')).toMatchObject({ kind: 'room', silent: true });
  });
});
