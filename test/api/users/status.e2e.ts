import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import type { Me, User, UserPage } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newGuest, newMember, refused } from '../../support/member.ts';

const inFuture = (ms: number) => new Date(Date.now() + ms).toISOString();
const HOUR_MS = 3_600_000;

describe('a status', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let guest: Member;
  let room: Room;

  const set = (status: object | null) => ada.must<Me>('PATCH', '/users/me', { status });
  const seenBy = (person: Member) => person.must<User>('GET', `/users/${ada.id}`);

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    ben = await newMember(app.url);
    guest = await newGuest(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    for (const person of [ben, guest]) await person.must('POST', '/rooms/join', { code: room.code });
    await ada.goOnline();
    await ben.goOnline();
  });

  afterAll(async () => {
    ada.goOffline();
    ben.goOffline();
    await app.close();
  });

  test('stands with the name wherever it is shown, and others are told', async () => {
    const status = { emoji: '🌴', text: 'Away', until: inFuture(HOUR_MS) };
    expect(await set(status)).toMatchObject({ status, statusText: 'Away' });
    expect(await ben.receives('user_changed', ({ id, status: told }) => id === ada.id && told !== null)).toMatchObject({
      status,
    });
    const written = await ada.must<Message>('POST', `/rooms/${room.id}/messages`, {
      clientId: randomUUID(),
      body: 'Hi',
    });
    expect(written.author?.status).toEqual(status);
    expect((await ben.must<Message>('GET', `/messages/${written.id}`)).author?.status).toEqual(status);
    expect(await seenBy(ben)).toMatchObject({ status, statusText: 'Away' });
    const { items } = await ben.must<UserPage>('GET', `/users?q=${ada.username}`);
    expect(items.find(({ id }) => id === ada.id)?.status).toEqual(status);
  });

  test('ends by itself: hidden at once, told within a round', async () => {
    await set({ text: 'Lunch', until: inFuture(1_500) });
    await ben.receives('user_changed', ({ status }) => status?.text === 'Lunch');
    await delay(1_600);
    expect(await seenBy(ben)).toMatchObject({ status: null, statusText: '' });
    expect((await ada.must<Me>('GET', '/users/me')).status).toBeNull();
    expect(await ben.receives('user_changed', ({ id, status }) => id === ada.id && status === null)).toMatchObject({
      id: ada.id,
    });
  }, 30_000);

  test('is replaced by another text, and left alone by the same', async () => {
    const until = inFuture(HOUR_MS);
    await set({ emoji: '🌴', text: 'Away', until });
    expect((await ada.must<Me>('PATCH', '/users/me', { statusText: 'Away', bio: 'new' })).status).toEqual({
      emoji: '🌴',
      text: 'Away',
      until,
    });
    expect((await ada.must<Me>('PATCH', '/users/me', { statusText: 'Back' })).status).toEqual({
      emoji: null,
      text: 'Back',
      until: null,
    });
    expect((await set(null)).status).toBeNull();
  });

  test.each<[string, object, string]>([
    ['a past time', { text: 'Lunch', until: '2020-01-01T00:00:00Z' }, 'status.until'],
    ['a time that is none', { text: 'Lunch', until: 'today' }, 'status.until'],
    ['no emoji', { emoji: 'x' }, 'status.emoji'],
    ['a long text', { text: 'x'.repeat(101) }, 'status.text'],
    ['an unknown field', { colour: 'red' }, 'status.colour'],
  ])('refuses %s', async (_, status, field) =>
    expect(await ada.ask('PATCH', '/users/me', { status })).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { [field]: expect.any(Array) } },
    }),
  );
});

describe('the time zone of a person', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let guest: Member;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    ben = await newMember(app.url);
    guest = await newGuest(app.url);
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    for (const person of [ben, guest]) await person.must('POST', '/rooms/join', { code: room.code });
  });

  afterAll(() => app.close());

  test('is shown to members unless it is not shared, and never to or of guests', async () => {
    const zone = async (viewer: Member, of: Member) => (await viewer.must<User>('GET', `/users/${of.id}`)).timeZone;
    await ada.must('PATCH', '/users/me', { timeZone: 'Asia/Tokyo' });
    expect(await zone(ben, ada)).toBe('Asia/Tokyo');
    expect(await zone(guest, ada)).toBeNull();
    await ada.must('PATCH', '/users/me', { preferences: { shareTimeZone: false } });
    expect(await zone(ben, ada)).toBeNull();
    expect(await zone(ada, ada)).toBe('Asia/Tokyo');
    expect((await guest.must<Me>('PATCH', '/users/me', { timeZone: 'Asia/Tokyo' })).timeZone).toBeNull();
    expect(await ada.ask('PATCH', '/users/me', { timeZone: 'Mars/Base' })).toMatchObject(refused(400, 'invalid_input'));
    expect((await ada.must<Me>('PATCH', '/users/me', { timeZone: null })).timeZone).toBeNull();
  });

  test('a pause is told to who watches, unless it is not shared', async () => {
    await ada.goOnline();
    await ben.goOnline();
    const watched = () => ben.command('watch_presence', { userIds: [ada.id] });
    expect(await watched()).toMatchObject([{ paused: false, pausedUntil: null }]);
    const dndUntil = inFuture(HOUR_MS);
    await ada.must('PATCH', '/users/me', { preferences: { dndUntil } });
    expect(await ben.receives('presence_changed', ({ paused }) => paused)).toMatchObject({ pausedUntil: dndUntil });
    expect(await watched()).toMatchObject([{ paused: true, pausedUntil: dndUntil }]);
    ben.receivedEvents.length = 0;
    await ada.must('PATCH', '/users/me', { preferences: { dndUntil, sharePaused: false } });
    expect(await ben.receives('presence_changed', ({ paused }) => !paused)).toMatchObject({ pausedUntil: null });
    await ada.must('PATCH', '/users/me', { preferences: { dndUntil, hidePresence: true } });
    expect(await watched()).toMatchObject([{ presence: 'offline', paused: false }]);
    ada.goOffline();
    ben.goOffline();
  });
});
