import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ThreadReplies1763780800200 } from '../../../migrations/1763780800200-thread-replies.ts';
import { ThreadFollowers1763754000000 } from '../../../migrations/1763754000000-thread-followers.ts';
import type { ThreadFollowing, ThreadPage } from '../../../src/messages/threads.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message, Thread } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { DataSource } from '../../support/server-packages.ts';
import {
  eventually,
  type Member,
  newGuest,
  newMember,
  newMembers,
  onAnotherDevice,
  PASSWORD,
  refused,
} from '../../support/member.ts';

const KEPT = `SELECT thread_id FROM thread_followers WHERE user_id = $1`;

/** Ada begins threads, Ben answers, Cleo reads and Dora sends the last message, after which all notifications are there. */
describe('a followed thread', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let dora: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben, cleo, dora] = (await newMembers(app.url, 4)) as [Member, Member, Member, Member];
    for (const person of [ada, ben, cleo, dora]) await person.goOnline();
    room = await dora.command('create_room', { name: 'Followed', kind: 'private' });
    for (const person of [ada, ben, cleo]) await person.command('join_room', { code: room.code });
  });

  beforeEach(() => [ada, ben, cleo, dora].forEach((person) => (person.receivedEvents.length = 0)));

  afterAll(async () => {
    for (const person of [ada, ben, cleo, dora]) person.goOffline();
    await app.close();
  });

  const answer = (by: Member, { id: replyToId, roomId }: Message, body: string) =>
    by.command('send_message', { roomId, clientId: randomUUID(), body, replyToId });
  const follow = (by: Member, { id }: Message) => by.must<ThreadFollowing>('PUT', `/messages/${id}/thread/following`);
  const stop = (by: Member, { id }: Message) => by.must<ThreadFollowing>('DELETE', `/messages/${id}/thread/following`);
  const follows = async (by: Member, { id }: Message) =>
    (await by.must<Thread>('GET', `/messages/${id}/thread`)).following;

  const isEnd = ({ body }: Message) => body.includes(' the end ');

  /** The notifications of a member in the room; they come in the order of messages, so a mention marks the end. */
  async function notificationsOf(person: Member): Promise<string[]> {
    const end = `@${person.username} the end ${randomUUID()}`;
    await dora.send(room, end);
    await person.receives('notification', ({ message }) => message.body === end);
    const rung = person.eventsOf('notification').filter(({ roomId, message }) => roomId === room.id && !isEnd(message));
    return rung.map(({ kind, message: { body } }) => `${kind}: ${body}`);
  }

  test('notifies its author and all repliers of others’ replies, never of their own', async () => {
    const root = await ada.send(room, 'shall we?');
    const first = await answer(ben, root, 'yes');
    await answer(dora, first, 'why?');
    await answer(ada, root, 'because');
    expect(await notificationsOf(ada)).toEqual(['reply: yes', 'reply: why?']);
    expect(await notificationsOf(ben)).toEqual(['reply: why?', 'reply: because']);
    expect(await notificationsOf(cleo)).toEqual([]);
    expect(await Promise.all([ada, ben, cleo].map((person) => follows(person, root)))).toEqual([true, true, false]);
  });

  test('is followed by every mentioned member, and notifies once for a mention', async () => {
    const root = await ada.send(room, 'who knows?');
    await answer(ben, root, `@${cleo.username} does`);
    await answer(dora, root, 'really?');
    expect(await notificationsOf(cleo)).toEqual([`mention: @${cleo.username} does`, 'reply: really?']);
    expect(await follows(cleo, root)).toBe(true);
  });

  test('is followed by the members that its first message mentions, once it has a reply', async () => {
    const root = await ada.send(room, `@${cleo.username} what do you think?`);
    await answer(ben, root, 'let me think, too');
    expect(await notificationsOf(cleo)).toEqual([`mention: ${root.body}`, 'reply: let me think, too']);
  });

  test('is not followed by a mention of @room', async () => {
    const root = await ada.send(room, 'news');
    await answer(dora, root, '@room look');
    await answer(ben, root, 'seen');
    expect(await notificationsOf(cleo)).toEqual(['room: @room look']);
  });

  test('is followed by hand, from any of its messages, any number of times', async () => {
    const root = await ada.send(room, 'an open question');
    const first = await answer(ben, root, 'before Cleo');
    const now = { roomId: room.id, threadId: root.id, following: true };
    expect(await follow(cleo, first)).toEqual(now);
    expect(await follow(cleo, root)).toEqual(now);
    await answer(ben, root, 'with Cleo');
    expect(await notificationsOf(cleo)).toEqual(['reply: with Cleo']);
  });

  test('is not followed any more by who leaves at this moment', async () => {
    const [leaver] = (await newMembers(app.url, 1)) as [Member];
    await leaver.must('POST', '/rooms/join', { code: room.code });
    const root = await ada.send(room, 'stay?');
    const database = app.nest.get(DataSource);
    const leaving = database.createQueryRunner();
    await leaving.startTransaction();
    try {
      await leaving.query(`DELETE FROM room_members WHERE room_id = $1 AND user_id = $2`, [room.id, leaver.id]);
      const answer = leaver.ask('PUT', `/messages/${root.id}/thread/following`);
      const waiting = `SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%thread_followers%'`;
      await eventually(async () => (await database.query<unknown[]>(waiting)).length > 0, 'the follower waits');
      await leaving.commitTransaction();
      expect((await answer).status).toBeLessThan(500);
    } finally {
      await leaving.release();
    }
    expect(await database.query<unknown[]>(KEPT, [leaver.id])).toEqual([]);
  });

  test('can be followed before the first reply', async () => {
    const root = await ada.send(room, 'anybody?');
    expect([await follows(ada, root), await follows(cleo, root)]).toEqual([true, false]);
    await follow(cleo, root);
    await answer(ben, root, 'me');
    expect(await notificationsOf(cleo)).toEqual(['reply: me']);
  });

  test('stays unfollowed for its author, whatever others reply, until the author replies', async () => {
    const root = await ada.send(room, 'enough of this');
    await stop(ada, root);
    const first = await answer(ben, root, 'no');
    expect(await stop(ada, first)).toEqual({ roomId: room.id, threadId: root.id, following: false });
    await answer(dora, root, 'yes');
    expect(await notificationsOf(ada)).toEqual([]);
    expect(await follows(ada, root)).toBe(false);
    await answer(ada, root, 'well then');
    await answer(ben, root, 'no no');
    expect(await notificationsOf(ada)).toEqual(['reply: no no']);
  });

  test('is followed again after a mention, or by hand', async () => {
    const root = await ada.send(room, 'on and off');
    await answer(ben, root, 'a');
    for (const person of [ada, ben]) await stop(person, root);
    await answer(dora, root, `@${ben.username} b`);
    await follow(ada, root);
    await answer(dora, root, 'c');
    expect(await notificationsOf(ada)).toEqual(['reply: a', 'reply: c']);
    expect(await notificationsOf(ben)).toEqual([`mention: @${ben.username} b`, 'reply: c']);
  });

  test('respects the room’s setting: not where it is silent, and for those who want mentions only as replies do', async () => {
    const root = await ada.send(room, 'how loud?');
    const setNotify = (notify: string) => ada.must('PATCH', `/rooms/${room.id}/membership`, { notify });
    await setNotify('none');
    await answer(ben, root, 'silent');
    await ben.receivesMessage(room.id, 'silent');
    await dora.send(room, `@${cleo.username} now`);
    await cleo.receives('notification', ({ message }) => message.body.endsWith('now'));
    await setNotify('mentions');
    await answer(ben, root, 'audible');
    expect(await notificationsOf(ada)).toEqual(['reply: audible']);
  });

  test('is followed on all devices at once', async () => {
    const phone = await onAnotherDevice(cleo);
    await phone.goOnline();
    const root = await ada.send(room, 'twice');
    const now = await follow(cleo, root);
    expect(await phone.receives('following_changed')).toEqual(now);
    await follow(cleo, root);
    await stop(phone, root);
    await cleo.receives('following_changed', ({ following }) => !following);
    expect(cleo.eventsOf('following_changed').map(({ following }) => following)).toEqual([true, false]);
    expect(ada.eventsOf('following_changed')).toEqual([]);
    phone.goOffline();
  });

  test('is caught up silently after an absence, and notifies again from then on', async () => {
    const root = await ben.send(room, 'while away');
    ben.goOffline();
    await answer(ada, root, 'missed');
    await ada.receivesMessage(room.id, 'missed');
    await ben.goOnline([{ roomId: room.id, revision: root.revision }]);
    await answer(ada, root, 'heard');
    expect(await notificationsOf(ben)).toEqual(['reply: heard']);
  });

  test('is unfollowed when leaving the room, and followed again only by taking part', async () => {
    const root = await ada.send(room, 'goodbye');
    await follow(cleo, root);
    await cleo.command('leave_room', { roomId: room.id });
    await answer(ben, root, 'without Cleo');
    expect(await cleo.ask('PUT', `/messages/${root.id}/thread/following`)).toMatchObject(
      refused(404, 'message_not_found'),
    );
    await cleo.command('join_room', { code: room.code });
    await answer(ben, root, 'not for Cleo');
    expect(await notificationsOf(cleo)).toEqual([]);
    expect(await follows(cleo, root)).toBe(false);
  });

  test('loses the follower whose account is deleted', async () => {
    const root = await ada.send(room, 'who will be left?');
    const leaver = await newMember(app.url);
    await leaver.must('POST', '/rooms/join', { code: room.code });
    await follow(leaver, root);
    const left = () => app.nest.get(DataSource).query<unknown[]>(KEPT, [leaver.id]);
    expect(await left()).toHaveLength(1);
    await leaver.must('DELETE', '/users/me', { password: PASSWORD });
    await eventually(async () => (await left()).length === 0, 'nothing is kept of what they followed');
  });

  test('is marked in the list of threads, which can be filtered by it', async () => {
    const here = await ada.command('create_room', { name: 'Listed', kind: 'private' });
    await ben.command('join_room', { code: here.code });
    const roots = [await ada.send(here, 'a'), await ada.send(here, 'b'), await ada.send(here, 'c')] as const;
    for (const root of roots) await answer(ada, root, 'an answer');
    for (const root of [roots[0], roots[2]]) await follow(ben, root);
    await stop(ben, roots[2]);
    const list = (by: Member, query: string) => by.must<ThreadPage>('GET', `/rooms/${here.id}/threads${query}`);
    const bodies = ({ items }: ThreadPage) => items.map(({ body }) => body);
    const all = await list(ben, '?limit=3');
    expect([bodies(all), all.following]).toEqual([['c', 'b', 'a'], [roots[0].id]]);
    expect(bodies(await list(ben, '?following=true'))).toEqual(['a']);
    expect(bodies(await list(ben, '?following=false'))).toEqual(['c', 'b']);
    const page = await list(ada, '?following=true&limit=2');
    expect([bodies(page), page.following]).toEqual([
      ['c', 'b'],
      [roots[2].id, roots[1].id],
    ]);
    expect(bodies(await list(ada, `?following=true&limit=2&cursor=${page.next}`))).toEqual(['a']);
    const answered = await ada.ask('GET', `/rooms/${here.id}/threads?following=maybe`);
    expect(answered).toMatchObject(refused(400, 'invalid_input'));
    expect(answered.body).toHaveProperty('fields.following');
  });

  test('may be followed by guests, as far as they see it', async () => {
    const root = await ada.send(room, 'before the guest');
    const guest = await newGuest(app.url);
    await guest.goOnline();
    await guest.command('join_room', { code: room.code });
    const seen = await answer(ben, root, 'welcome');
    const hidden = await guest.ask('PUT', `/messages/${root.id}/thread/following`);
    expect(hidden).toMatchObject(refused(404, 'message_not_found'));
    expect(await follow(guest, seen)).toMatchObject({ threadId: root.id, following: true });
    await answer(ben, root, 'for the guest');
    expect(await notificationsOf(guest)).toEqual(['reply: for the guest']);
    guest.goOffline();
  });

  test('is begun neither by a notice nor by a deleted message', async () => {
    const root = await ada.send(room, 'never mind');
    await ada.command('delete_message', { messageId: root.id });
    expect(await ben.ask('PUT', `/messages/${root.id}/thread/following`)).toMatchObject(
      refused(409, 'message_deleted'),
    );
    const { items } = await ben.must<{ items: Message[] }>('GET', `/rooms/${room.id}/messages?before=5`);
    const notice = items.find(({ kind }) => kind === 'system');
    expect(await ben.ask('PUT', `/messages/${notice?.id}/thread/following`)).toMatchObject(refused(403, 'forbidden'));
  });

  test('outlives its first message', async () => {
    const root = await ada.send(room, 'gone soon');
    await answer(ben, root, 'too late');
    await ada.command('delete_message', { messageId: root.id });
    expect(await follow(cleo, root)).toMatchObject({ following: true });
    await answer(ben, { ...root, id: (await thread(root)).items[0]?.id ?? '' }, 'later still');
    expect(await notificationsOf(cleo)).toEqual(['reply: later still']);
  });

  test('is followed by those who took part when the migration adds followers', async () => {
    const root = await ada.send(room, `@${cleo.username} long ago`);
    await answer(ben, root, 'a');
    const runner = app.nest.get(DataSource).createQueryRunner();
    await new ThreadReplies1763780800200().down(runner);
    await new ThreadFollowers1763754000000().down(runner);
    await new ThreadFollowers1763754000000().up(runner);
    await new ThreadReplies1763780800200().up(runner);
    await runner.release();
    const people = [ada, ben, cleo, dora];
    expect(await Promise.all(people.map((person) => follows(person, root)))).toEqual([true, true, true, false]);
    await answer(dora, root, 'b');
    expect(await notificationsOf(ben)).toContain('reply: b');
  });

  const thread = ({ id }: Message) => ada.must<Thread>('GET', `/messages/${id}/thread`);
});
