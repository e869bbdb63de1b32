import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from '../../src/common/database/database.ts';
import type { Readers } from '../../src/messages/messages.dto.ts';
import type { PresenceState } from '../../src/presence/presence.dto.ts';
import type { Member as RoomMember, MemberPage } from '../../src/rooms/members/members.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Preferences, User } from '../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { eventually, type Member, newMembers, onAnotherDevice } from '../support/member.ts';

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
  for (const person of [ada, ben, cleo]) await setPreferences(person, {});
  room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
  for (const person of [ben, cleo]) await person.command('join_room', { roomId: room.id });
});

afterAll(async () => {
  for (const person of [ada, ben, cleo]) person.goOffline();
  await app.close();
});

const setPreferences = (person: Member, preferences: Preferences) => person.must('PATCH', '/users/me', { preferences });
const sql = (text: string, values: unknown[]) => app.nest.get(Database).query(text, values);

describe('read receipts', () => {
  const reads = async (reader: Member) => {
    const { id, seq } = await ada.send(room, `read this, ${reader.username}`);
    await reader.command('mark_read', { roomId: room.id, seq });
    return { id, seq };
  };
  const expectReadMark = (listener: Member, reader: Member, seq: number) =>
    listener.receives(
      'read_changed',
      ({ roomId, userId, lastReadSeq }) => roomId === room.id && userId === reader.id && lastReadSeq === seq,
    );
  const readMarksSeen = (listener: Member, reader: Member) =>
    listener.eventsOf('read_changed').filter(({ roomId, userId }) => roomId === room.id && userId === reader.id);
  const listed = async (viewer: Member, person: Member) =>
    (await viewer.must<MemberPage>('GET', `/rooms/${room.id}/members`)).items.find(({ user }) => user.id === person.id)
      ?.lastReadSeq;

  test('reach those who send them too, and no others', async () => {
    await setPreferences(cleo, { readReceipts: false });
    const { id, seq } = await reads(ben);
    expect(await expectReadMark(ada, ben, seq)).toEqual({ roomId: room.id, userId: ben.id, lastReadSeq: seq });
    expect(readMarksSeen(cleo, ben)).toEqual([]);
    expect([await listed(ada, ben), await listed(cleo, ben), await listed(ben, ben)]).toEqual([seq, 0, seq]);
    expect((await ada.must<Readers>('GET', `/messages/${id}/readers`)).count).toBe(1);
    expect((await cleo.must<Readers>('GET', `/messages/${id}/readers`)).count).toBe(0);
  });

  test('are not sent of members who hide them', async () => {
    await setPreferences(cleo, { readReceipts: false });
    const phone = await onAnotherDevice(cleo);
    await phone.goOnline();
    const { seq } = await reads(cleo);
    await expectReadMark(ada, ben, (await reads(ben)).seq); // by now Cleo's would be here too
    expect(readMarksSeen(ada, cleo)).toEqual([]);
    expect([await listed(ada, cleo), await listed(cleo, cleo)]).toEqual([0, seq]);
    expect(await expectReadMark(phone, cleo, seq)).toMatchObject({ unreadCount: 0, mentionCount: 0 });
    phone.goOffline();
  });

  test('are sent again once the member allows it', async () => {
    await setPreferences(cleo, { readReceipts: false });
    await setPreferences(cleo, { readReceipts: true });
    const { seq } = await reads(ben);
    await expectReadMark(cleo, ben, seq);
    await expectReadMark(ada, cleo, (await reads(cleo)).seq);
  });

  test('are not sent with a new role either', async () => {
    await setPreferences(cleo, { readReceipts: false });
    const { seq } = await reads(ben);
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'moderator' });
    const memberChange = (listener: Member) =>
      listener.receives('member_changed', ({ roomId, member }) => roomId === room.id && member?.role === 'moderator');
    expect((await memberChange(ada)).member).toMatchObject({ user: { id: ben.id }, lastReadSeq: seq });
    expect((await memberChange(cleo)).member).toMatchObject({ user: { id: ben.id }, lastReadSeq: 0 });
  });

  test('are sent once for many marks', async () => {
    for (let count = 0; count < 30; count++) await ada.send(room, `line ${count}`);
    const { lastSeq } = await ben.must<Room>('GET', `/rooms/${room.id}`);
    for (let seq = lastSeq - 30; seq <= lastSeq; seq++) await ben.command('mark_read', { roomId: room.id, seq });
    await expectReadMark(ada, ben, lastSeq);
    expect(readMarksSeen(ada, ben).length).toBeLessThan(10);
  });

  test('are a number in a large room', async () => {
    await sql(`UPDATE room_head SET member_count = 201 WHERE room_id = $1`, [room.id]);
    const { id, seq } = await reads(ben);
    expect(await ada.must('GET', `/messages/${id}/readers`)).toEqual({ items: [], next: null, count: 1 });
    expect([await listed(ada, ben), await listed(ben, ben)]).toEqual([0, seq]);
    // Receipts of another room are broadcast later, so the large room would have been announced by then.
    const other = await ada.command('create_room', { name: 'Other', kind: 'public' });
    await ben.must('POST', `/rooms/${other.id}/join`, {});
    await ben.must('PUT', `/rooms/${other.id}/read`, { seq: (await ada.send(other, 'a line')).seq });
    await ada.receives('read_changed', ({ roomId, userId }) => roomId === other.id && userId === ben.id);
    await sql(`UPDATE room_head SET member_count = 3 WHERE room_id = $1`, [room.id]);
    await expectReadMark(ada, ben, (await reads(ben)).seq);
    expect(readMarksSeen(ada, ben).map(({ lastReadSeq }) => lastReadSeq)).not.toContain(seq);
  });

  test('and roles and mutes reach the member lists of all', async () => {
    const mutedUntil = new Date(Date.now() + 60_000).toISOString();
    await ada.must<RoomMember>('PATCH', `/rooms/${room.id}/members/${ben.id}`, { mutedUntil });
    const change = await cleo.receives('member_changed', ({ member }) => member?.mutedUntil === mutedUntil);
    const { items } = await cleo.must<MemberPage>('GET', `/rooms/${room.id}/members`);
    expect(items.find(({ user }) => user.id === ben.id)).toEqual(change.member);
  });
});

describe('presence', () => {
  const UNSEEN = { presence: 'offline', lastSeenAt: null };
  const seenBy = async (viewer: Member, person: Member) => {
    const [state] = await viewer.must<PresenceState[]>('GET', `/presence?userIds=${person.id}`);
    const { presence, lastSeenAt } = await viewer.must<User>('GET', `/users/${person.id}`);
    expect({ presence, lastSeenAt }).toEqual({ presence: state?.presence, lastSeenAt: state?.lastSeenAt });
    return { presence, lastSeenAt };
  };
  const lastSeenOf = (listener: Member, person: Member) =>
    listener.eventsOf('presence_changed').filter(({ userId }) => userId === person.id);

  test('is hidden at once, and shown at once', async () => {
    expect(await ben.command('watch_presence', { userIds: [ada.id] })).toMatchObject([{ presence: 'online' }]);
    ben.receivedEvents.length = 0;
    await setPreferences(ada, { hidePresence: true });
    expect(await ben.receives('presence_changed', ({ userId }) => userId === ada.id)).toMatchObject(UNSEEN);
    expect(await seenBy(ben, ada)).toEqual(UNSEEN);
    expect(await ben.command('watch_presence', { userIds: [ada.id] })).toMatchObject([UNSEEN]);
    await setPreferences(ada, {});
    await ben.receives('presence_changed', ({ userId, presence }) => userId === ada.id && presence === 'online');
    expect(await seenBy(ben, ada)).toMatchObject({ presence: 'online' });
  });

  test('is not given away by typing', async () => {
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
    await ada.send(direct, 'hello');
    await ben.receivesMessage(direct.id, 'hello');
    ben.receivedEvents.length = 0;
    await setPreferences(ada, { hidePresence: true });
    await ada.command('typing', { roomId: direct.id, active: true });
    await ada.send(direct, 'after that');
    await ben.receivesMessage(direct.id, 'after that');
    expect(ben.eventsOf('user_typing')).toEqual([]);
    await setPreferences(ada, {});
    await ada.command('typing', { roomId: direct.id, active: true });
    expect(await ben.receives('user_typing')).toMatchObject({ roomId: direct.id, active: true });
  });

  test('of a hidden member is not sent; they see themselves and the others', async () => {
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
    await ada.send(direct, 'hello');
    await ben.command('watch_presence', { userIds: [ada.id, cleo.id] });
    await setPreferences(ada, { hidePresence: true });
    expect(await seenBy(ada, ben)).toMatchObject({ presence: 'online' });
    expect(await ada.must('GET', '/users/me')).toMatchObject({ presence: 'online' });
    ben.receivedEvents.length = 0;
    ada.goOffline();
    cleo.goOffline();
    await ben.receives('presence_changed', ({ userId, presence }) => userId === cleo.id && presence === 'offline');
    await eventually(async () => {
      const rows = await sql(`SELECT FROM users WHERE id = $1 AND last_seen_at IS NOT NULL`, [ada.id]);
      return rows.length > 0;
    }, 'it is written down when Ada left');
    expect(await seenBy(ben, ada)).toEqual(UNSEEN);
    expect(await seenBy(ben, cleo)).toMatchObject({ presence: 'offline', lastSeenAt: expect.any(String) });
    const fresh = await onAnotherDevice(ben);
    const { rooms, presence } = await fresh.goOnline();
    expect(rooms.map(({ id }) => id)).toContain(direct.id);
    expect(presence).toContainEqual({ userId: ada.id, ...UNSEEN, paused: false, pausedUntil: null });
    await ada.goOnline();
    await cleo.goOnline();
    await ben.receives('presence_changed', ({ userId, presence }) => userId === cleo.id && presence === 'online');
    expect(lastSeenOf(ben, ada)).toEqual([]);
    fresh.goOffline();
  });
});
