import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Member, newGuest, newMember, refusal } from '../support/member.ts';

/** Longer than it takes until others are told that a person has gone. */
const GONE_MS = 6_000;

describe('presence', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let guest: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    ben = await newMember(app.url);
    guest = await newGuest(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    for (const person of [guest, ben]) await person.must('POST', '/rooms/join', { code: room.code });
  });

  afterAll(() => app.close());

  test('is watched after the first sync only', async () => {
    await guest.listen();
    expect(await guest.tryCommand('watch_presence', { userIds: [ada.id] })).toMatchObject(refusal(403, 'forbidden'));
    await guest.command('sync', {});
    expect(await guest.command('watch_presence', { userIds: [ada.id] })).toMatchObject([{ userId: ada.id }]);
    guest.goOffline();
  });

  test('of others ends for a guest who was removed, and that of the guest for others', async () => {
    for (const person of [ada, ben, guest]) await person.goOnline();
    await guest.command('watch_presence', { userIds: [ben.id, guest.id] });
    await ada.command('watch_presence', { userIds: [ben.id, guest.id] });
    ben.goOffline();
    await guest.receives('presence_changed', ({ userId, presence }) => userId === ben.id && presence === 'offline');
    await ben.goOnline();
    await guest.receives('presence_changed', ({ userId, presence }) => userId === ben.id && presence === 'online');

    await ada.must('DELETE', `/rooms/${room.id}/members/${guest.id}`);
    await guest.receives('room_left');
    guest.receivedEvents.length = ada.receivedEvents.length = 0;
    ben.goOffline();
    await ada.receives('presence_changed', ({ userId, presence }) => userId === ben.id && presence === 'offline');
    await ben.must('PATCH', '/users/me', { preferences: { hidePresence: true } });
    await ada.receives('presence_changed', ({ userId, presence }) => userId === ben.id && presence === 'offline');
    expect(guest.eventsOf('presence_changed')).toEqual([]);
    guest.goOffline();
    await delay(GONE_MS);
    expect(ada.eventsOf('presence_changed').filter(({ userId }) => userId === guest.id)).toEqual([]);
    ada.goOffline();
  }, 60_000);
});
