import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ThreadFollowers1763754000000 } from '../../../migrations/1763754000000-thread-followers.ts';
import { ThreadReplies1763780800200 } from '../../../migrations/1763780800200-thread-replies.ts';
import { ThreadResolution1763780800201 } from '../../../migrations/1763780800201-thread-resolution.ts';
import { Threads1763753000000 } from '../../../migrations/1763753000000-threads.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message, MessagePage, Thread } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { uploaded } from '../../support/files.ts';
import { type Member, newGuest, newMember, newMembers, refused } from '../../support/member.ts';
import { DataSource } from '../../support/server-packages.ts';

describe('a thread', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben, cleo] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    for (const person of [ada, ben, cleo]) await person.goOnline();
    room = await ada.command('create_room', { name: 'Threads', kind: 'private' });
    for (const person of [ben, cleo]) await person.command('join_room', { code: room.code });
  });

  afterAll(async () => {
    for (const person of [ada, ben, cleo]) person.goOffline();
    await app.close();
  });

  const answer = (by: Member, { id: replyToId }: Message, body: string) =>
    by.command('send_message', { roomId: room.id, clientId: randomUUID(), body, replyToId });
  const threadOf = ({ id }: Message, query = '') => cleo.must<Thread>('GET', `/messages/${id}/thread${query}`);
  const words = ({ items }: Thread) => items.map(({ body }) => body);

  test('collects the replies to a message, and the replies to those, from any of them', async () => {
    const root = await ada.send(room, 'shall we?');
    expect(root).toMatchObject({ threadId: null, thread: null });
    const first = await answer(ben, root, 'yes');
    await ada.send(room, 'something else');
    const second = await answer(cleo, first, 'why?');
    expect([first.threadId, second.threadId]).toEqual([root.id, root.id]);
    expect((await ben.receivesMessage(room.id, 'why?')).threadId).toBe(root.id);
    for (const message of [root, first, second]) {
      const thread = await threadOf(message);
      expect(words(thread)).toEqual(['yes', 'why?']);
      expect(thread).toMatchObject({ root: { id: root.id }, hasBefore: false, hasAfter: false });
    }
  });

  test('of a message without replies is empty', async () => {
    const root = await ada.send(room, 'hello?');
    expect(await threadOf(root)).toMatchObject({ root: { id: root.id, thread: null }, items: [] });
  });

  test('is summed up on its first message: number of replies, authors, time of the last, and revision', async () => {
    const root = await ada.send(room, 'count me');
    const one = await answer(ben, root, 'one');
    const two = await answer(cleo, one, 'two');
    const three = await answer(ben, root, 'three');
    const { thread } = await ada.must<Message>('GET', `/messages/${root.id}`);
    expect(thread).toMatchObject({
      replyCount: 3,
      lastSeq: three.seq,
      lastReplyAt: three.createdAt,
      revision: three.revision,
    });
    expect(thread?.authors.map(({ id }) => id)).toEqual([ben.id, cleo.id]);
    const deleted = await cleo.command('delete_message', { messageId: two.id });
    expect(deleted).toMatchObject({ threadId: root.id, replyTo: null, body: '' });
    const after = await ada.must<Message>('GET', `/messages/${root.id}`);
    expect(after.thread).toMatchObject({ replyCount: 2, lastSeq: three.seq, revision: deleted.revision });
    expect(words(await threadOf(root))).toEqual(['one', '', 'three']);
  });

  test('counts right when many reply at once', async () => {
    const root = await ada.send(room, 'all together');
    const people = [ada, ben, cleo];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => answer(people[i % 3] ?? ada, root, `answer ${i}`)),
    );
    const { thread } = await ada.must<Message>('GET', `/messages/${root.id}`);
    expect(thread).toMatchObject({ replyCount: 30, lastSeq: Math.max(...answers.map(({ seq }) => seq)) });
    expect(thread?.authors).toHaveLength(3);
  });

  test('comes in pages, both ways', async () => {
    const root = await ada.send(room, 'a long one');
    const answers: Message[] = [];
    for (let i = 0; i < 7; i++) answers.push(await answer(ben, root, `page ${i}`));
    const newest = await threadOf(root, '?limit=3');
    expect(words(newest)).toEqual(['page 4', 'page 5', 'page 6']);
    expect(newest).toMatchObject({ hasBefore: true, hasAfter: false });
    const older = await threadOf(root, `?limit=3&before=${newest.items[0]?.seq}`);
    expect(words(older)).toEqual(['page 1', 'page 2', 'page 3']);
    expect(older).toMatchObject({ hasBefore: true, hasAfter: true });
    const newer = await threadOf(root, `?limit=3&after=${answers[0]?.seq}`);
    expect(words(newer)).toEqual(['page 1', 'page 2', 'page 3']);
    expect(newer).toMatchObject({ hasBefore: true, hasAfter: true });
    const first = await threadOf(root, '?after=0');
    expect(first).toMatchObject({ hasBefore: false, hasAfter: false });
    expect(words(first)).toHaveLength(7);
  });

  test('outlives its first message', async () => {
    const root = await ada.send(room, 'not meant so');
    await answer(ben, root, 'too late');
    await ada.command('delete_message', { messageId: root.id });
    const thread = await threadOf(root);
    expect(thread.root).toMatchObject({ body: '', thread: { replyCount: 1 } });
    expect(words(thread)).toEqual(['too late']);
  });

  test('takes files along, with addresses that open', async () => {
    const root = await ada.send(room, 'the plan, please');
    const file = await uploaded(ben, { name: 'plan.txt', type: 'text/plain', bytes: Buffer.from('as promised') });
    const message = { roomId: room.id, clientId: randomUUID(), body: '', replyToId: root.id, attachmentIds: [file.id] };
    expect((await ben.command('send_message', message)).threadId).toBe(root.id);
    const { items } = await threadOf(root);
    expect(items[0]?.attachments[0]?.url).toContain('?');
  });

  describe('asked for wrongly', () => {
    test.each([
      ['before and after at once', '?before=2&after=1', 'before'],
      ['a seq that is none', '?before=x', 'before'],
      ['too many', '?limit=1000', 'limit'],
    ])('%s', async (_, query, field) => {
      const root = await ada.send(room, 'ask well');
      const answered = await ada.ask('GET', `/messages/${root.id}/thread${query}`);
      expect(answered).toMatchObject(refused(400, 'invalid_input'));
      expect(answered.body).toHaveProperty(['fields', field]);
    });

    test('by a stranger', async () => {
      const root = await ada.send(room, 'among us');
      const stranger = await newMember(app.url);
      expect(await stranger.ask('GET', `/messages/${root.id}/thread`)).toMatchObject(refused(404, 'message_not_found'));
      expect(await stranger.ask('GET', `/rooms/${room.id}/threads`)).toMatchObject(refused(404, 'room_not_found'));
    });
  });

  test('shows guests only messages since joining', async () => {
    const root = await ada.send(room, 'before the guest');
    await answer(ben, root, 'also before');
    const guest = await newGuest(app.url);
    await guest.goOnline();
    await guest.command('join_room', { code: room.code });
    const since = await answer(ben, root, 'welcome');
    const thread = await guest.must<Thread>('GET', `/messages/${since.id}/thread`);
    expect(thread).toMatchObject({
      root: null,
      hasBefore: false,
      items: [{ body: 'welcome', replyTo: { excerpt: '' } }],
    });
    expect(await guest.ask('GET', `/messages/${root.id}/thread`)).toMatchObject(refused(404, 'message_not_found'));
    const { items } = await guest.must<MessagePage>('GET', `/rooms/${room.id}/threads`);
    expect(items).toEqual([]);
    guest.goOffline();
  });

  test('is in the list of its room, ordered by last reply, page by page, while it has replies', async () => {
    const here = await ada.command('create_room', { name: 'Listed', kind: 'private' });
    const roots = [await ada.send(here, 'a'), await ada.send(here, 'b'), await ada.send(here, 'c')];
    const answerIn = (root: Message | undefined, body: string) =>
      ada.command('send_message', { roomId: here.id, clientId: randomUUID(), body, replyToId: root?.id ?? '' });
    for (const root of roots) await answerIn(root, 'an answer');
    const again = await answerIn(roots[0], 'another');
    const list = async (query = '') => ada.must<MessagePage>('GET', `/rooms/${here.id}/threads${query}`);
    expect((await list()).items.map(({ body }) => body)).toEqual(['a', 'c', 'b']);
    const page = await list('?limit=2');
    expect(page.items.map(({ body }) => body)).toEqual(['a', 'c']);
    const rest = await list(`?limit=2&cursor=${page.next}`);
    expect(rest).toMatchObject({ items: [{ body: 'b', thread: { replyCount: 1 } }], next: null });
    const { items } = await ada.must<Thread>('GET', `/messages/${roots[2]?.id}/thread`);
    await ada.command('delete_message', { messageId: items[0]?.id ?? '' });
    await ada.command('delete_message', { messageId: again.id });
    expect((await list()).items.map(({ body }) => body)).toEqual(['a', 'b']);
    expect(await ada.ask('GET', `/rooms/${here.id}/threads?cursor=bm9uZQ`)).toMatchObject(
      refused(400, 'invalid_input'),
    );
  });

  test('is created by the migration for older replies', async () => {
    const root = await ada.send(room, 'long ago');
    const first = await answer(ben, root, 'a');
    await answer(cleo, first, 'b');
    await answer(ada, root, 'c');
    const { items } = await cleo.must<MessagePage>('GET', `/rooms/${room.id}/threads?limit=1`);
    const thread = await threadOf(root);
    const runner = app.nest.get(DataSource).createQueryRunner();
    await new ThreadResolution1763780800201().down(runner);
    await new ThreadReplies1763780800200().down(runner);
    await new ThreadFollowers1763754000000().down(runner);
    await new Threads1763753000000().down(runner);
    await new Threads1763753000000().up(runner);
    await new ThreadFollowers1763754000000().up(runner);
    await new ThreadReplies1763780800200().up(runner);
    await new ThreadResolution1763780800201().up(runner);
    await runner.release();
    expect(await cleo.must<MessagePage>('GET', `/rooms/${room.id}/threads?limit=1`)).toMatchObject({ items });
    expect(await threadOf(root)).toEqual(thread);
  });
});
