import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ThreadInboxPage, ThreadReadMark } from '../../../src/messages/thread-inbox/thread-inbox.dto.ts';
import type { Readers } from '../../../src/messages/messages.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Changes, History, Message, Thread } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newGuest, newMember, newMembers, onAnotherDevice, refused } from '../../support/member.ts';
import { DataSource } from '../../support/server-packages.ts';

const words = ({ items }: { items: Message[] }) => items.map(({ body }) => body);

describe('a reply that stays in its thread', () => {
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

  afterAll(async () => {
    for (const person of [ada, ben, cleo]) person.goOffline();
    await app.close();
  });

  beforeEach(async () => {
    room = await ada.command('create_room', { name: 'Threads', kind: 'private' });
    for (const person of [ben, cleo]) await person.command('join_room', { code: room.code });
  });

  const reply = (by: Member, { id: threadId }: Message, body: string, more: object = {}) =>
    by.command('send_message', { roomId: room.id, clientId: randomUUID(), body, threadId, ...more });
  const tryReply = (by: Member, message: object) =>
    by.ask<Message>('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: 'a reply', ...message });
  const history = (by: Member, query = '') => by.must<History>('GET', `/rooms/${room.id}/messages${query}`);
  const roomOf = (by: Member) => by.must<Room>('GET', `/rooms/${room.id}`);
  const inboxOf = (by: Member, query = '') => by.must<ThreadInboxPage>('GET', `/threads${query}`);

  test('has a seq of the room, and is only in the thread', async () => {
    const root = await ada.send(room, 'shall we?');
    const quiet = await reply(ben, root, 'quietly');
    expect(quiet).toMatchObject({ threadId: root.id, inRoom: false, replyTo: null, seq: root.seq + 1 });
    expect(await ada.receivesMessage(room.id, 'quietly')).toMatchObject({ inRoom: false });
    const loud = await reply(cleo, quiet, 'loudly', { alsoInRoom: true });
    expect(loud).toMatchObject({ threadId: root.id, inRoom: true, seq: quiet.seq + 1 });
    const page = await history(ada, '?limit=2');
    expect(words(page)).toEqual(['shall we?', 'loudly']);
    expect(page).toMatchObject({ hasAfter: false, lastSeq: loud.seq });
    expect(page.items[0]?.thread).toMatchObject({ replyCount: 2, lastSeq: loud.seq });
    expect(words(await history(ada, `?after=${root.seq}`))).toEqual(['loudly']);
    expect(words(await history(ada, `?around=${quiet.seq}&limit=2`))).toEqual(['shall we?', 'loudly']);
    expect(words(await ada.must<Thread>('GET', `/messages/${root.id}/thread`))).toEqual(['quietly', 'loudly']);
    const { items } = await ada.must<Changes>('GET', `/rooms/${room.id}/changes?since=${root.revision}`);
    expect(words({ items })).toEqual(['quietly', 'loudly']);
  });

  test('says by the seq of the room how far a page reaches', async () => {
    const root = await ada.send(room, 'the end?');
    const quiet = await reply(ben, root, 'not in the room');
    expect(await history(ada, '?limit=1')).toMatchObject({
      items: [{ id: root.id }],
      hasAfter: false,
      lastSeq: quiet.seq,
    });
  });

  test('is neither unread nor the newest message of the room, and leaves its author’s read mark alone', async () => {
    const before = await ada.send(room, 'read this');
    const root = await ada.send(room, 'and this');
    await ben.command('mark_read', { roomId: room.id, seq: before.seq });
    const quiet = await reply(ben, root, `hi @${ada.username} @room`);
    expect(quiet).toMatchObject({ mentions: [ada.id], mentionsRoom: false });
    expect(await roomOf(ben)).toMatchObject({ unreadCount: 1, lastReadSeq: before.seq, lastSeq: quiet.seq });
    expect(await roomOf(ada)).toMatchObject({ unreadCount: 0, mentionCount: 0, lastMessage: { id: root.id } });
    const { body } = await ada.ask<{ items: object[] }>('GET', '/unread');
    expect(body.items).not.toContainEqual(expect.objectContaining({ roomId: room.id }));
    await ben.command('mark_read', { roomId: room.id, seq: quiet.seq });
    expect(await roomOf(ben)).toMatchObject({ unreadCount: 0, lastReadSeq: quiet.seq });
    await ben.command('delete_message', { messageId: quiet.id });
    expect(await roomOf(ada)).toMatchObject({ unreadCount: 0, lastMessage: { id: root.id } });
  });

  test('notifies those who follow the thread and those it names, and nobody else', async () => {
    const root = await ada.send(room, 'who hears?');
    await cleo.must('PATCH', `/rooms/${room.id}/membership`, { notify: 'all' });
    await reply(ben, root, '@here @room only for Ada');
    const heard = await ada.receives('notification', ({ message }) => message.threadId === root.id);
    expect(heard).toMatchObject({ kind: 'reply', message: { inRoom: false } });
    await reply(ben, root, `and @${cleo.username}`);
    await cleo.receives('notification', ({ kind, message }) => kind === 'mention' && message.threadId === root.id);
    const kinds = cleo.eventsOf('notification').filter(({ message }) => message.threadId === root.id);
    expect(kinds.map(({ kind }) => kind)).toEqual(['mention']);
  });

  test('is sent once, and with another place it is another message', async () => {
    const root = await ada.send(room, 'once');
    const message = { clientId: randomUUID(), body: 'one', threadId: root.id };
    const first = await tryReply(ben, message);
    expect([first.status, first.body.inRoom]).toEqual([201, false]);
    expect(await tryReply(ben, message)).toMatchObject({ status: 200, body: { id: first.body.id } });
    expect(await tryReply(ben, { ...message, alsoInRoom: true })).toMatchObject(refused(409, 'client_id_reused'));
    const { threadId, ...bare } = message;
    expect(threadId).toBe(root.id);
    expect(await tryReply(ben, bare)).toMatchObject(refused(409, 'client_id_reused'));
  });

  test('may quote within the thread', async () => {
    const root = await ada.send(room, 'a question');
    const first = await reply(ben, root, 'an answer');
    expect(await reply(cleo, root, 'why?', { replyToId: first.id })).toMatchObject({
      threadId: root.id,
      inRoom: false,
      replyTo: { id: first.id, excerpt: 'an answer' },
    });
    const elsewhere = await ada.send(room, 'something else');
    const answer = await tryReply(cleo, { threadId: root.id, replyToId: elsewhere.id });
    expect(answer).toMatchObject(refused(400, 'invalid_input'));
  });

  test('a reply without a thread stands in the room and belongs to the thread, as before', async () => {
    const root = await ada.send(room, 'as ever');
    const quoted = await ben.command('send_message', {
      roomId: room.id,
      clientId: randomUUID(),
      body: 'quoting',
      replyToId: root.id,
    });
    expect(quoted).toMatchObject({ threadId: root.id, inRoom: true, replyTo: { id: root.id } });
    expect(words(await history(ada, '?limit=2'))).toEqual(['as ever', 'quoting']);
  });

  describe('is refused', () => {
    test('in a thread of another room, of a notice, of a deleted message without replies, and of none', async () => {
      const other = await ada.command('create_room', { name: 'Other', kind: 'private' });
      const there = await ada.send(other, 'not here');
      const gone = await ada.send(room, 'gone');
      await ada.command('delete_message', { messageId: gone.id });
      const notice = (await history(ada)).items.find(({ kind }) => kind === 'system');
      for (const threadId of [there.id, gone.id, notice?.id, randomUUID()])
        expect(await tryReply(ben, { threadId })).toMatchObject(refused(404, 'message_not_found'));
      expect(await tryReply(ben, { alsoInRoom: true })).toMatchObject(refused(400, 'invalid_input'));
      expect(await tryReply(await newMember(app.url), { threadId: there.id })).toMatchObject(
        refused(404, 'room_not_found'),
      );
    });

    test('where others may reply, and with the room where others may write', async () => {
      const root = await ada.send(room, 'an announcement');
      await ada.must('PATCH', `/rooms/${room.id}`, { postBy: 'owner' });
      expect(await tryReply(ben, { threadId: root.id })).toMatchObject({ status: 201 });
      const restricted = refused(403, 'posting_restricted');
      expect(await tryReply(ben, { threadId: root.id, alsoInRoom: true })).toMatchObject(restricted);
      expect(await tryReply(ben, { replyToId: root.id })).toMatchObject(restricted);
      await ada.must('PATCH', `/rooms/${room.id}`, { postBy: 'member', replyBy: 'owner' });
      expect(await tryReply(ben, { threadId: root.id })).toMatchObject(restricted);
      expect(await tryReply(ben, { threadId: root.id, alsoInRoom: true })).toMatchObject({ status: 201 });
      await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { mutedUntil: '9999-01-01T00:00:00Z' });
      expect(await tryReply(ben, { threadId: root.id })).toMatchObject(refused(403, 'muted'));
    });
  });

  test('goes on in a thread whose first message is deleted, also for guests who joined later', async () => {
    const root = await ada.send(room, 'unsaid');
    await reply(ben, root, 'too late');
    await ada.command('delete_message', { messageId: root.id });
    const guest = await newGuest(app.url);
    await guest.must('POST', '/rooms/join', { code: room.code });
    expect(await tryReply(guest, { threadId: root.id })).toMatchObject(refused(404, 'message_not_found'));
    expect(await reply(cleo, root, 'still here')).toMatchObject({ threadId: root.id, inRoom: false });
    expect(await tryReply(guest, { threadId: root.id })).toMatchObject({ status: 201, body: { inRoom: false } });
  });

  test('waits for slow mode like every message', async () => {
    const root = await ada.send(room, 'slowly');
    await ada.must('PATCH', `/rooms/${room.id}`, { slowSeconds: 60 });
    expect(await tryReply(ben, { threadId: root.id })).toMatchObject({ status: 201 });
    expect(await tryReply(ben, { threadId: root.id })).toMatchObject(refused(429, 'slow_mode'));
  });

  describe('in the list of followed threads', () => {
    beforeEach(() => ada.must('POST', '/threads/read-all'));

    test('is unread until the thread is read, on every device', async () => {
      const root = await ada.send(room, 'to follow');
      const first = await reply(ben, root, 'one');
      const last = await reply(cleo, root, `two @${ada.username}`);
      expect(await inboxOf(ada, '?show=unread')).toMatchObject({
        items: [
          {
            threadId: root.id,
            root: { id: root.id, body: 'to follow' },
            room: { id: room.id, name: 'Threads', kind: 'private' },
            unreadCount: 2,
            mentionCount: 1,
            latest: [{ id: first.id }, { id: last.id }],
          },
        ],
      });
      expect(await ada.must<Thread>('GET', `/messages/${last.id}/thread`)).toMatchObject({ unreadFrom: first.seq });
      // Reading the room does not read what is not in it, and reading the thread is told to the other devices.
      await ada.command('mark_read', { roomId: room.id, seq: last.seq });
      expect((await inboxOf(ada)).unreadThreads).toBe(1);
      const phone = await onAnotherDevice(ada);
      await phone.goOnline();
      const read = { roomId: room.id, threadId: root.id, seq: first.seq };
      const mark = (seq: number) => ada.must<ThreadReadMark>('PUT', `/messages/${last.id}/thread/read`, { seq });
      expect(await mark(first.seq)).toEqual(read);
      expect(await phone.receives('thread_read', ({ threadId }) => threadId === root.id)).toEqual(read);
      expect((await inboxOf(ada)).items[0]).toMatchObject({ unreadCount: 1, mentionCount: 1 });
      expect(await mark(first.seq - 1)).toEqual(read);
      expect(await mark(999)).toMatchObject({ seq: last.seq });
      expect(await inboxOf(ada, '?show=unread')).toEqual({ items: [], next: null, unreadThreads: 0 });
      expect(await ada.must<Thread>('GET', `/messages/${root.id}/thread`)).toMatchObject({ unreadFrom: null });
      expect(phone.eventsOf('thread_read')).toHaveLength(2);
      phone.goOffline();
    });

    test('also stands in the room, and is read there as well', async () => {
      const root = await ada.send(room, 'both ways');
      const loud = await reply(ben, root, 'in both', { alsoInRoom: true });
      expect((await inboxOf(ada)).items[0]).toMatchObject({ threadId: root.id, unreadCount: 1 });
      await ada.command('mark_read', { roomId: room.id, seq: loud.seq });
      expect((await inboxOf(ada)).items[0]).toMatchObject({ threadId: root.id, unreadCount: 0 });
    });

    test('counts from when its reader began to follow, without their own and deleted ones', async () => {
      const root = await ada.send(room, 'late');
      await reply(ada, root, 'before');
      await reply(cleo, root, 'my own');
      const gone = await reply(ben, root, 'gone');
      await ben.command('delete_message', { messageId: gone.id });
      await reply(ben, root, 'counts');
      const [thread] = (await inboxOf(cleo)).items;
      expect(thread).toMatchObject({
        threadId: root.id,
        unreadCount: 1,
        latest: [{ body: 'my own' }, { body: 'counts' }],
      });
      await cleo.must('DELETE', `/messages/${root.id}/thread/following`);
      expect((await inboxOf(cleo)).items).not.toContainEqual(expect.objectContaining({ threadId: root.id }));
    });

    test('comes in pages, the newest reply first, and all of it can be read at once', async () => {
      const dora = await newMember(app.url);
      await dora.must('POST', '/rooms/join', { code: room.code });
      await dora.goOnline();
      const roots = [await dora.send(room, 'a'), await dora.send(room, 'b'), await dora.send(room, 'c')];
      for (const root of roots) await reply(ben, root, `to ${root.body}`);
      const first = await inboxOf(dora, '?limit=2');
      expect(first.items.map(({ root }) => root?.body)).toEqual(['c', 'b']);
      const rest = await inboxOf(dora, `?limit=2&cursor=${first.next}`);
      expect(rest).toMatchObject({ items: [{ root: { body: 'a' } }], next: null, unreadThreads: 3 });
      expect(await dora.ask('POST', '/threads/read-all')).toMatchObject({ status: 204 });
      expect((await inboxOf(dora)).unreadThreads).toBe(0);
      expect(dora.eventsOf('thread_read')).toHaveLength(3);
      for (const query of ['?show=everything', '?cursor=bm9uZQ', '?limit=0'])
        expect(await dora.ask('GET', `/threads${query}`)).toMatchObject(refused(400, 'invalid_input'));
      dora.goOffline();
    });

    test('is of nobody who has left, and of no stranger', async () => {
      const root = await ada.send(room, 'leaving');
      await reply(cleo, root, 'bye');
      await cleo.must('POST', `/rooms/${room.id}/leave`);
      expect((await inboxOf(cleo)).items).not.toContainEqual(expect.objectContaining({ threadId: root.id }));
      expect(await cleo.ask('PUT', `/messages/${root.id}/thread/read`, { seq: 1 })).toMatchObject(
        refused(404, 'message_not_found'),
      );
    });
  });

  test('was read by those who have read the thread', async () => {
    const root = await ada.send(room, 'receipts');
    const quiet = await reply(ada, root, 'seen?');
    await cleo.must('PUT', `/messages/${root.id}/thread/following`);
    const readers = async () => (await ada.must<Readers>('GET', `/messages/${quiet.id}/readers`)).items;
    await ben.command('mark_read', { roomId: room.id, seq: quiet.seq });
    expect(await readers()).toEqual([]);
    await cleo.must('PUT', `/messages/${root.id}/thread/read`, { seq: quiet.seq });
    expect(await readers()).toMatchObject([{ id: cleo.id }]);
  });

  test('costs the unread counts an index, however many there are', async () => {
    const { id: roomId } = room;
    const root = await ada.send(room, 'a long thread');
    const database = app.nest.get(DataSource);
    await database.query(
      `INSERT INTO messages (room_id, seq, revision, kind, body, thread_id, in_room)
       SELECT $1, $2::bigint + n, $2::bigint + n, 'text', 'reply', $3, false FROM generate_series(1, 2000) n`,
      [roomId, root.seq, root.id],
    );
    await database.query(
      `UPDATE room_head SET last_seq = last_seq + 2000, revision = revision + 2000 WHERE room_id = $1`,
      [roomId],
    );
    const loud = await ben.send(room, 'after it');
    expect(await roomOf(ada)).toMatchObject({ unreadCount: 1, lastMessage: { id: loud.id } });
    expect(words(await history(ada, '?limit=2'))).toEqual(['a long thread', 'after it']);
    const plan = await database.transaction(async (tx) => {
      // The table is too small for an index to be worth its while.
      await tx.query('SET LOCAL enable_seqscan = off');
      return tx.query<{ 'QUERY PLAN': string }[]>(
        `EXPLAIN SELECT count(*) FROM messages n WHERE n.room_id = '${roomId}' AND n.seq > ${root.seq}
         AND (n.kind = 'system' OR n.deleted_at IS NOT NULL OR NOT n.in_room)`,
      );
    });
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('messages_not_counted');
  });
});
