import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ThreadInboxPage } from '../../../src/messages/thread-inbox/thread-inbox.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { FoundPage } from '../../../src/search/search.dto.ts';
import type { Changes, Message, Thread } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember, newMembers, refused } from '../../support/member.ts';

describe('a resolved thread', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let room: Room;
  let root: Message;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    for (const person of [ada, ben]) await person.goOnline();
  });

  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await app.close();
  });

  beforeEach(async () => {
    room = await ada.command('create_room', { name: 'Questions', kind: 'private' });
    await ben.command('join_room', { code: room.code });
    root = await ada.send(room, 'where is the projector?');
  });

  const reply = (by: Member, body: string, more: object = {}) =>
    by.command('send_message', { roomId: room.id, clientId: randomUUID(), body, threadId: root.id, ...more });
  const resolve = (by: Member, { id }: Message) => by.ask<Message>('PUT', `/messages/${id}/thread/resolved`);
  const reopen = (by: Member, { id }: Message) => by.ask<Message>('DELETE', `/messages/${id}/thread/resolved`);
  const inboxOf = async (by: Member, show: string) =>
    (await by.must<ThreadInboxPage>('GET', `/threads?show=${show}`)).items.filter(({ room: { id } }) => id === room.id);

  test('is one by a revision of its first message, says who and when, and may be opened again', async () => {
    const answer = await reply(ben, 'in the cupboard');
    const { status, body } = await resolve(ben, answer);
    expect([status, body.id, body.revision]).toEqual([200, root.id, answer.revision + 1]);
    expect(body.thread).toMatchObject({
      replyCount: 1,
      resolvedAt: expect.stringMatching(/Z$/) as unknown,
      resolvedBy: { id: ben.id, username: ben.username },
    });
    const event = await ada.receives('message_changed', ({ id, thread }) => id === root.id && !!thread?.resolvedAt);
    expect(event.revision).toBe(body.revision);
    const { items } = await ada.must<Changes>('GET', `/rooms/${room.id}/changes?since=${answer.revision}`);
    expect(items).toMatchObject([{ id: root.id, thread: { resolvedBy: { id: ben.id } } }]);
    expect((await resolve(ada, root)).body).toMatchObject({
      revision: body.revision,
      thread: { resolvedBy: { id: ben.id } },
    });
    const open = await reopen(ada, root);
    expect(open.body).toMatchObject({
      revision: body.revision + 1,
      thread: { resolvedAt: null, resolvedBy: null, replyCount: 1 },
    });
    expect((await reopen(ben, root)).body.revision).toBe(open.body.revision);
  });

  test('rings nobody, is written in as before, and stays resolved', async () => {
    await reply(ben, 'in the cupboard');
    await resolve(ben, root);
    await reply(ben, 'or on the shelf');
    await ada.receives('notification', ({ message }) => message.body === 'or on the shelf');
    const rung = ada.eventsOf('notification').filter(({ message }) => message.roomId === room.id);
    expect(rung.map(({ message }) => message.body)).toEqual(['in the cupboard', 'or on the shelf']);
    const { root: now } = await ada.must<Thread>('GET', `/messages/${root.id}/thread`);
    expect(now?.thread).toMatchObject({ replyCount: 2, resolvedBy: { id: ben.id } });
  });

  test('is found as such, in the list of followed threads and in the search', async () => {
    await reply(ben, 'in the cupboard');
    const other = await ada.send(room, 'who has the projector key?');
    await reply(ben, 'not me', { threadId: other.id });
    await ada.send(room, 'a projector without a thread');
    await resolve(ada, root);
    expect(await inboxOf(ada, 'resolved')).toMatchObject([
      { threadId: root.id, resolvedAt: expect.any(String) as unknown },
    ]);
    expect(await inboxOf(ada, 'open')).toMatchObject([{ threadId: other.id, resolvedAt: null }]);
    expect(await inboxOf(ada, 'all')).toHaveLength(2);
    const found = async (q: string) => {
      const { items } = await ada.must<FoundPage>(
        'GET',
        `/search/messages?q=${encodeURIComponent(q)}&roomId=${room.id}`,
      );
      return items.map(({ message }) => message.body).sort();
    };
    expect(await found('is:resolved')).toEqual(['in the cupboard', 'where is the projector?']);
    expect(await found('projector is:open')).toEqual(['who has the projector key?']);
    expect(await found('projector -is:resolved')).toEqual([
      'a projector without a thread',
      'who has the projector key?',
    ]);
  });

  test('is a thread: a message without replies, a deleted one and a notice cannot be resolved', async () => {
    expect(await resolve(ada, root)).toMatchObject(refused(409, 'no_replies'));
    const answer = await reply(ben, 'gone');
    await ben.command('delete_message', { messageId: answer.id });
    expect(await resolve(ada, root)).toMatchObject(refused(409, 'no_replies'));
    await reply(ben, 'here');
    await ada.command('delete_message', { messageId: root.id });
    expect(await resolve(ben, root)).toMatchObject(refused(409, 'message_deleted'));
    const { items } = await ada.must<{ items: Message[] }>('GET', `/rooms/${room.id}/messages`);
    const notice = items.find(({ kind }) => kind === 'system');
    expect(notice && (await resolve(ada, notice))).toMatchObject(refused(403, 'forbidden'));
  });

  test('may be resolved by whoever may post', async () => {
    await reply(ben, 'in the cupboard');
    const stranger = await newMember(app.url);
    expect(await resolve(stranger, root)).toMatchObject(refused(404, 'message_not_found'));
    await ada.must('PATCH', `/rooms/${room.id}`, { postBy: 'owner' });
    expect(await resolve(ben, root)).toMatchObject(refused(403, 'posting_restricted'));
    expect(await resolve(ada, root)).toMatchObject({ status: 200 });
    expect(await reopen(ben, root)).toMatchObject(refused(403, 'posting_restricted'));
    await ada.must('PATCH', `/rooms/${room.id}`, { postBy: 'member' });
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { mutedUntil: '9999-01-01T00:00:00Z' });
    expect(await reopen(ben, root)).toMatchObject(refused(403, 'muted'));
    await ada.must('PATCH', `/rooms/${room.id}`, { archived: true });
    expect(await reopen(ada, root)).toMatchObject(refused(409, 'room_archived'));
  });
});
