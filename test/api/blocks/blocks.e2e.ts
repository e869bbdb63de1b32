import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Block, BlockList } from '../../../src/blocks/blocks.dto.ts';
import type { MessageAttention } from '../../../src/notifications/attention/attention.dto.ts';
import type { Readers } from '../../../src/messages/messages.dto.ts';
import type { PersonalChanges } from '../../../src/personal/personal.dto.ts';
import type { PresenceState } from '../../../src/presence/presence.dto.ts';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { MemberPage } from '../../../src/rooms/members/members.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import type { User } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import {
  eventually,
  type Member,
  newGuest,
  newMember,
  onAnotherDevice,
  refusal,
  refused,
} from '../../support/member.ts';

let app: TestApp;
let ada: Member;
let ben: Member;
let room: Room;

beforeAll(async () => {
  app = await startApp({ settings: { CALL_URL: 'https://meet.example.org/{room}' } });
  await newMember(app.url); // the administrator
});
beforeEach(async () => {
  [ada, ben] = [await newMember(app.url), await newMember(app.url)];
  room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
  await ben.must('POST', '/rooms/join', { code: room.code });
});
afterAll(() => app.close());

const block = (by = ada, { id } = ben) => by.must<Block>('PUT', `/users/me/blocks/${id}`);
const unblock = (by = ada, { id } = ben) => by.must('DELETE', `/users/me/blocks/${id}`);
const listed = async (by = ada) => (await by.must<BlockList>('GET', '/users/me/blocks')).items;
const openDirect = () => ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
const mentionCount = async (of: Member) =>
  (await of.must<RoomPage>('GET', '/rooms')).items.find(({ id }) => id === room.id)?.mentionCount;

describe('a blocked person', () => {
  test('is in the list of who has blocked them, on all their devices, and does not learn of it', async () => {
    const phone = await onAnotherDevice(ada);
    for (const person of [ada, phone, ben]) await person.goOnline();
    const before = ben.receivedEvents.length;
    const { user, blockedAt } = await block();
    expect(user.id).toBe(ben.id);
    for (const device of [ada, phone])
      expect(await device.receives('personal_changed', ({ kind }) => kind === 'block')).toMatchObject({
        id: ben.id,
        value: { userId: ben.id, blockedAt },
      });
    expect(await block()).toEqual({ user, blockedAt });
    expect(await listed()).toEqual([{ user, blockedAt }]);
    expect(await listed(ben)).toEqual([]);
    const { items } = await ada.must<PersonalChanges>('GET', '/users/me/personal?since=0');
    expect(items.filter(({ kind }) => kind === 'block')).toHaveLength(1);

    await unblock();
    await unblock();
    await phone.receives('personal_changed', ({ kind, value }) => kind === 'block' && value === null);
    expect(await listed()).toEqual([]);
    expect(ben.eventsOf('personal_changed')).toEqual([]);
    expect(ben.receivedEvents.slice(before).map(({ event }) => event)).toEqual([]);
    for (const person of [ada, phone, ben]) person.goOffline();
  });

  test('is anybody whom one may see, and never oneself', async () => {
    const guest = await newGuest(app.url);
    expect(await ada.ask('PUT', `/users/me/blocks/${ada.id}`)).toMatchObject(refused(400, 'invalid_input'));
    expect(await ada.ask('PUT', `/users/me/blocks/${crypto.randomUUID()}`)).toMatchObject(
      refused(404, 'user_not_found'),
    );
    expect(await guest.ask('PUT', `/users/me/blocks/${ben.id}`)).toMatchObject(refused(404, 'user_not_found'));
    await guest.must('POST', '/rooms/join', { code: room.code });
    await block(guest, ben);
    expect((await listed(guest)).map(({ user }) => user.id)).toEqual([ben.id]);
  });

  test('opens no direct room, and neither of both writes, reacts or calls in one that is there', async () => {
    const direct = await openDirect();
    const post = (by: Member) =>
      by.ask<Message>('POST', `/rooms/${direct.id}/messages`, { clientId: crypto.randomUUID(), body: 'hello' });
    const [mine, his] = [(await post(ada)).body, (await post(ben)).body];
    await post(ben); // judged by what the node remembers
    await block();
    for (const [by, message] of [
      [ada, mine],
      [ben, his],
    ] as const) {
      const other = by === ada ? ben : ada;
      const answers = [
        await post(by),
        await by.ask('PUT', `/rooms/direct/${other.id}`),
        await by.ask('PATCH', `/messages/${message.id}`, { body: 'changed' }),
        await by.ask('PUT', `/messages/${message.id}/reactions/${encodeURIComponent('👍')}`),
        await by.ask('POST', `/rooms/${direct.id}/calls`),
      ];
      for (const answer of answers) expect(answer).toMatchObject(refused(403, 'blocked'));
      await by.goOnline();
      for (const [command, payload] of [
        ['send_message', { roomId: direct.id, clientId: crypto.randomUUID(), body: 'hello' }],
        ['typing', { roomId: direct.id, active: true }],
      ] as const)
        expect(await by.tryCommand(command, payload)).toMatchObject(refusal(403, 'blocked'));
      by.goOffline();
      expect((await by.ask('GET', `/rooms/${direct.id}/messages`)).status).toBe(200); // what was written stays
    }
    await unblock();
    expect((await post(ben)).status).toBe(201);
  });

  test('is a member of rooms as before, and their words come without a ring and count as no mention', async () => {
    await ada.must('PATCH', '/users/me', { preferences: { keywords: ['engine'] } });
    for (const person of [ada, ben]) await person.goOnline();
    await block();
    const written = await ben.send(room, `@${ada.username} look at the engine`);
    await ada.receivesMessage(room.id, written.body);
    expect(await mentionCount(ada)).toBe(0);
    const { now } = await ada.must<MessageAttention>('GET', `/messages/${written.id}/attention`);
    expect(now).toMatchObject({ outcome: 'none', reason: 'blocked' });
    const other = await newMember(app.url);
    await other.must('POST', '/rooms/join', { code: room.code });
    await other.goOnline();
    await other.send(room, `@${ada.username} so do I`);
    await ada.receives('notification', ({ message }) => message.author?.id === other.id);
    expect(ada.eventsOf('notification').map(({ message }) => message.author?.id)).toEqual([other.id]);
    expect(await mentionCount(ada)).toBe(1);

    await unblock();
    const counted = await ada.receives(
      'read_changed',
      ({ roomId, mentionCount }) => roomId === room.id && mentionCount === 2,
    );
    expect(await mentionCount(ada)).toBe(counted.mentionCount);
    for (const person of [ada, ben, other]) person.goOffline();
  });

  test('may still be moderated, and moderate', async () => {
    await block();
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'moderator' });
    await ada.must('DELETE', `/rooms/${room.id}/members/${ben.id}`);
  });
});

describe('of two people of whom one has blocked the other', () => {
  /** What of a person is told: where they read, type, and whether they are there. */
  const tells = (events: Member['receivedEvents'], { id }: Member) =>
    events.filter(
      ({ event, payload }) =>
        (event === 'user_typing' && payload.user.id === id) ||
        (event === 'read_changed' && payload.userId === id) ||
        (event === 'presence_changed' && payload.userId === id && payload.presence !== 'offline'),
    );

  test.each(['the one who blocks', 'the one who is blocked'])('neither is told of the other: %s', async (who) => {
    const [watcher, watched] = who === 'the one who blocks' ? [ada, ben] : [ben, ada];
    const bystander = await newMember(app.url);
    await bystander.must('POST', '/rooms/join', { code: room.code });
    const message = await bystander.must<Message>('POST', `/rooms/${room.id}/messages`, {
      clientId: crypto.randomUUID(),
      body: 'read me',
    });
    for (const person of [watcher, bystander]) {
      await person.goOnline();
      await person.command('watch_presence', { userIds: [watched.id] });
    }
    await watched.goOnline();
    for (const person of [watcher, bystander])
      await person.receives(
        'presence_changed',
        ({ userId, presence }) => userId === watched.id && presence === 'online',
      );
    await block();
    await watcher.receives(
      'presence_changed',
      ({ userId, presence }) => userId === watched.id && presence === 'offline',
    );

    const before = watcher.receivedEvents.length;
    await watched.command('typing', { roomId: room.id, active: true });
    await watched.command('mark_read', { roomId: room.id, seq: message.seq });
    watched.goOffline();
    await bystander.receives('user_typing', ({ user }) => user.id === watched.id);
    await bystander.receives('read_changed', ({ userId }) => userId === watched.id);
    await bystander.receives(
      'presence_changed',
      ({ userId, presence }) => userId === watched.id && presence === 'offline',
    );
    await watched.goOnline();
    await eventually(
      () => bystander.eventsOf('presence_changed').filter(({ presence }) => presence === 'online').length > 1,
      'they are back',
    );
    expect(tells(watcher.receivedEvents.slice(before), watched)).toEqual([]);

    const [state] = await watcher.must<PresenceState[]>('GET', `/presence?userIds=${watched.id}`);
    expect(state).toMatchObject({ presence: 'offline', lastSeenAt: null });
    expect(await watcher.must<User>('GET', `/users/${watched.id}`)).toMatchObject({
      presence: 'offline',
      lastSeenAt: null,
    });
    const { items } = await watcher.must<MemberPage>('GET', `/rooms/${room.id}/members`);
    expect(items.find(({ user }) => user.id === watched.id)?.lastReadSeq).toBe(0);
    const readers = await watcher.must<Readers>('GET', `/messages/${message.id}/readers`);
    expect(readers.items.map(({ id }) => id)).not.toContain(watched.id);
    const seen = await bystander.must<Readers>('GET', `/messages/${message.id}/readers`);
    expect(seen.items.map(({ id }) => id)).toContain(watched.id);

    await unblock();
    await eventually(
      () => watcher.eventsOf('presence_changed').at(-1)?.presence === 'online',
      'they are seen again once unblocked',
    );
    for (const person of [watcher, watched, bystander]) person.goOffline();
  });
});
