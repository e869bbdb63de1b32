import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Member as RoomMember } from '../../../src/rooms/members/members.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { History } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { eventually, type Member, newMember, newMembers, refusal, refused } from '../../support/member.ts';

/** An owner, a moderator and two members of one private room. */
describe('moderation of a room', () => {
  let app: TestApp;
  let people: Member[];
  let owner: Member;
  let keeper: Member;
  let member: Member;
  let other: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    // The first account is the server's administrator, who has no part in this.
    people = [await newMember(app.url), ...(await newMembers(app.url, 4))];
    [, owner, keeper, member, other] = people as [Member, Member, Member, Member, Member];
    for (const person of people) await person.goOnline();
  });

  afterAll(async () => {
    for (const person of people) person.goOffline();
    await app.close();
  });

  beforeEach(async () => {
    room = await owner.command('create_room', { name: 'Workshop', kind: 'private' });
    for (const person of [keeper, member, other]) await person.command('join_room', { code: room.code });
    await owner.must('PATCH', `/rooms/${room.id}/members/${keeper.id}`, { role: 'moderator' });
  });

  const on = (path = '') => `/rooms/${room.id}${path}`;
  const of = (person: Member) => on(`/members/${person.id}`);
  const notices = async (by = owner) => {
    const { items } = await by.must<History>('GET', on('/messages'));
    return items.flatMap(({ system }) => (system ? [system] : [])).slice(-1);
  };

  test('a kick is announced to all, ends the subscription, and allows a return', async () => {
    expect(await keeper.ask('DELETE', of(member))).toMatchObject({ status: 204 });
    expect(await member.receives('room_left', ({ roomId }) => roomId === room.id)).toMatchObject({ reason: 'kicked' });
    expect(await notices()).toEqual([{ event: 'member_kicked', userId: member.id, byId: keeper.id }]);
    await owner.receives(
      'member_changed',
      ({ roomId, userId, memberCount }) => roomId === room.id && userId === member.id && memberCount === 3,
    );
    const after = await owner.send(room, 'without them');
    await keeper.receivesMessage(room.id, after.body);
    expect(member.receivedMessages(room.id).map(({ body }) => body)).not.toContain(after.body);
    await member.command('join_room', { code: room.code });
  });

  test('a ban refuses every way in until it is lifted', async () => {
    await keeper.must('PUT', on(`/bans/${member.id}`));
    expect(await member.receives('room_left', ({ roomId }) => roomId === room.id)).toMatchObject({ reason: 'banned' });
    expect(await member.tryCommand('join_room', { code: room.code })).toMatchObject(refusal(403, 'banned'));
    expect(await other.ask('POST', on('/members'), { userIds: [member.id] })).toMatchObject(refused(403, 'banned'));
    const { items } = await keeper.must<{ items: object[] }>('GET', on('/bans'));
    expect(items).toMatchObject([{ user: { id: member.id }, bannedBy: { id: keeper.id } }]);
    await keeper.must('PUT', on(`/bans/${member.id}`)); // twice is once
    await keeper.must('DELETE', on(`/bans/${member.id}`));
    await member.command('join_room', { code: room.code });
  });

  test('no message of a banned member comes after the ban, however fast they are sent', async () => {
    const sends = Array.from({ length: 60 }, (_, index) =>
      member.tryCommand('send_message', { roomId: room.id, clientId: randomUUID(), body: `${index}` }),
    );
    const ban = owner.must('PUT', on(`/bans/${member.id}`));
    const acks = await Promise.all(sends);
    await ban;
    const { items } = await owner.must<History>('GET', on('/messages?limit=100'));
    const banned = items.findIndex(({ system }) => system?.event === 'member_banned');
    expect(items.slice(banned).some(({ author }) => author?.id === member.id)).toBe(false);
    const stored = items.filter(({ author }) => author?.id === member.id);
    expect(stored).toHaveLength(acks.filter(({ ok }) => ok).length); // acknowledged or refused, never both
  });

  test('a muted member reads but does not write, edit or react, until the mute ends', async () => {
    const { id } = await member.send(room, 'before');
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const muted = await keeper.must<RoomMember>('PATCH', of(member), { mutedUntil: until });
    expect(muted.mutedUntil).toBe(until);
    const seenBy = async (one: Member) => (await one.must<Room>('GET', on(''))).mutedUntil;
    expect([await seenBy(member), await seenBy(other)]).toEqual([until, null]);
    await member.receives('room_updated', ({ id, ...changed }) => id === room.id && changed.mutedUntil === until);
    const words = { roomId: room.id, clientId: randomUUID(), body: 'but' };
    expect(await member.tryCommand('send_message', words)).toMatchObject(refusal(403, 'muted'));
    expect(await member.tryCommand('edit_message', { messageId: id, body: 'after' })).toMatchObject(
      refusal(403, 'muted'),
    );
    expect(await member.ask('GET', on('/messages'))).toMatchObject({ status: 200 });
    await keeper.must('PATCH', of(member), { mutedUntil: null });
    expect(await seenBy(member)).toBeNull();
    expect(await member.tryCommand('send_message', words)).toMatchObject({ ok: true });
  });

  test('moderators act upon members only, owners upon everyone, nobody upon strangers', async () => {
    expect(await keeper.ask('DELETE', of(owner))).toMatchObject(refused(403, 'forbidden'));
    expect(await member.ask('DELETE', of(other))).toMatchObject(refused(403, 'forbidden'));
    expect(await keeper.ask('PATCH', of(member), { role: 'moderator' })).toMatchObject(refused(403, 'forbidden'));
    expect(await owner.ask('DELETE', on(`/members/${randomUUID()}`))).toMatchObject(refused(404, 'user_not_found'));
    expect(await owner.ask('DELETE', of(keeper))).toMatchObject({ status: 204 });
  });

  test('the last owner stays an owner, until there is another', async () => {
    expect(await owner.ask('PATCH', of(owner), { role: 'member' })).toMatchObject(refused(409, 'last_owner'));
    expect(await owner.tryCommand('leave_room', { roomId: room.id })).toMatchObject(refusal(409, 'last_owner'));
    await owner.must('PATCH', of(member), { role: 'owner' });
    expect(await member.receives('room_updated', ({ id, role }) => id === room.id && role === 'owner')).toBeDefined();
    expect(await notices()).toEqual([{ event: 'role_changed', userId: member.id, byId: owner.id, role: 'owner' }]);
    const answers = await Promise.all([
      owner.ask('PATCH', of(owner), { role: 'member' }),
      member.ask('PATCH', of(member), { role: 'member' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('a moderator may delete messages, and see their text before an edit', async () => {
    const { id } = await member.send(room, 'first');
    await member.command('edit_message', { messageId: id, body: 'second' });
    const { items } = await keeper.must<{ items: object[] }>('GET', `/messages/${id}/edits`);
    expect(items).toMatchObject([{ body: 'first' }]);
    expect(await other.ask('GET', `/messages/${id}/edits`)).toMatchObject(refused(403, 'forbidden'));
    expect(await other.tryCommand('delete_message', { messageId: id })).toMatchObject(refusal(403, 'forbidden'));
    expect(await keeper.tryCommand('delete_message', { messageId: id })).toMatchObject({ ok: true });
    expect(await keeper.must('GET', `/messages/${id}/edits`)).toMatchObject({ items: [] });
  });

  test('a new name and topic are broadcast, and noted in the timeline', async () => {
    await keeper.must('PATCH', on(), { name: 'Smithy', topic: 'Hot iron' });
    expect(await member.receives('room_updated', ({ id, name }) => id === room.id && name === 'Smithy')).toMatchObject({
      topic: 'Hot iron',
      role: 'member',
    });
    expect(await notices()).toEqual([{ event: 'topic_changed', userId: keeper.id, text: 'Hot iron' }]);
    expect(await keeper.ask('PATCH', on(), { password: 'open sesame' })).toMatchObject(refused(403, 'forbidden'));
    expect(await owner.ask('PATCH', on(), { password: 'short' })).toMatchObject(refused(400, 'invalid_input'));
  });

  test('an archived room is read-only, and can be reopened', async () => {
    await owner.must('PATCH', on(), { archived: true });
    const words = { roomId: room.id, clientId: randomUUID(), body: 'anybody?' };
    expect(await member.tryCommand('send_message', words)).toMatchObject(refusal(409, 'room_archived'));
    expect(await member.ask('GET', on('/messages'))).toMatchObject({ status: 200 });
    await owner.must('PATCH', on(), { archived: false });
    expect(await member.tryCommand('send_message', words)).toMatchObject({ ok: true });
  });

  test('a new code opens the room, the old one is refused', async () => {
    const { code } = await keeper.must<Room>('POST', on('/code'));
    expect(code).not.toBe(room.code);
    const [newcomer] = (await newMembers(app.url, 1)) as [Member];
    expect(await newcomer.ask('POST', '/rooms/join', { code: room.code })).toMatchObject(
      refused(404, 'room_not_found'),
    );
    expect(await newcomer.ask('POST', '/rooms/join', { code })).toMatchObject({ status: 200 });
  });

  test('a deleted room is gone for all members', async () => {
    const { id } = await member.send(room, 'last words');
    expect(await keeper.ask('DELETE', on())).toMatchObject(refused(403, 'forbidden'));
    await owner.must('DELETE', on());
    expect(await member.receives('room_left', ({ roomId }) => roomId === room.id)).toMatchObject({ reason: 'deleted' });
    for (const person of [owner, member])
      expect(await person.ask('GET', on())).toMatchObject(refused(404, 'room_not_found'));
    expect(await member.ask('GET', `/messages/${id}`)).toMatchObject(refused(404, 'message_not_found'));
    expect(await member.ask('POST', '/rooms/join', { code: room.code })).toMatchObject(refused(404, 'room_not_found'));
  });

  test('the Lobby stays: kicks from it and deletion are refused', async () => {
    const [admin] = people as [Member];
    const { items } = await admin.must<{ items: Room[] }>('GET', '/rooms');
    const lobby = await eventually(() => items.find((one) => one.lobby), 'there is a Lobby');
    expect(await admin.ask('DELETE', `/rooms/${lobby.id}/members/${member.id}`)).toMatchObject({ status: 409 });
    expect(await admin.ask('PATCH', `/rooms/${lobby.id}`, { archived: true })).toMatchObject(
      refused(409, 'cannot_change_lobby'),
    );
    expect(await admin.ask('DELETE', `/rooms/${lobby.id}`)).toMatchObject(refused(409, 'cannot_change_lobby'));
  });
});
