import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReadState } from '../../src/rooms/read-marks/read-marks.dto.ts';
import type { EditPage, Message } from '../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { eventually, type Member, newGuest, newMember, newMembers, refused } from '../support/member.ts';
import { newRoom, postMessage, roomSeenBy } from '../support/rooms.ts';

describe('what was written', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    for (const person of [ada, ben]) await person.goOnline();
  });

  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await app.close();
  });

  test('deleted messages are neither unread nor the newest, in every count', async () => {
    const room = await newRoom(ada, 'private', ben);
    const kept = (await postMessage(ben, room, 'kept')).body;
    const gone = [
      (await postMessage(ben, room, `@${ada.username} one`)).body,
      (await postMessage(ben, room, 'two')).body,
    ];
    expect(await roomSeenBy(ada, room)).toMatchObject({ unreadCount: 3, mentionCount: 1 });
    for (const { id } of gone) await ben.must('DELETE', `/messages/${id}`);
    const now = { unreadCount: 1, mentionCount: 0, lastMessage: { id: kept.id } };
    expect(await roomSeenBy(ada, room)).toMatchObject(now);
    await ada.receives(
      'room_updated',
      ({ id, unreadCount, lastMessage }) => id === room.id && unreadCount === 1 && lastMessage?.id === kept.id,
    );
    const sync = await ada.command('sync', { rooms: [] });
    expect(sync.rooms.find(({ id }) => id === room.id)).toMatchObject(now);
    expect(await ada.must<ReadState>('PUT', `/rooms/${room.id}/read`, { seq: kept.seq })).toMatchObject({
      unreadCount: 0,
    });
    expect(await ada.must<ReadState>('PUT', `/rooms/${room.id}/unread`, { seq: kept.seq })).toMatchObject({
      unreadCount: 1,
    });
    await ben.must('DELETE', `/messages/${kept.id}`);
    expect(await roomSeenBy(ada, room)).toMatchObject({ unreadCount: 0, mentionCount: 0 });
  });

  test('earlier texts come in pages, and a hundred of them are kept with the first', async () => {
    const room = await newRoom(ada, 'private');
    const { body: message } = await postMessage(ada, room, 'text 0');
    for (let edit = 1; edit <= 120; edit++)
      await ada.must('PATCH', `/messages/${message.id}`, { body: `text ${edit}` });
    const first = await ada.must<EditPage>('GET', `/messages/${message.id}/edits`);
    expect(first.items).toHaveLength(50);
    const second = await ada.must<EditPage>('GET', `/messages/${message.id}/edits?cursor=${first.next}`);
    const all = [...first.items, ...second.items].map(({ body }) => body);
    expect(second.next).toBeNull();
    expect(all).toEqual(['text 0', ...Array.from({ length: 99 }, (_, index) => `text ${index + 21}`)]);
    expect(await ada.ask('GET', `/messages/${message.id}/edits?cursor=x`)).toMatchObject(refused(400, 'invalid_input'));
    expect(await ada.ask('GET', `/messages/${message.id}/edits?limit=51`)).toMatchObject(refused(400, 'invalid_input'));
  }, 60_000);

  test('a repeated clientId shows a guest nothing from before they came back', async () => {
    const guest = await newGuest(app.url);
    const room = await newRoom(ada, 'public', guest);
    const quoted = (await postMessage(ada, room, 'old words')).body;
    const clientId = randomUUID();
    expect((await postMessage(guest, room, 'reply', { replyToId: quoted.id }, clientId)).status).toBe(201);
    await guest.must('POST', `/rooms/${room.id}/leave`);
    await ada.must('PATCH', `/messages/${quoted.id}`, { body: 'secret 4711' });
    await guest.must('POST', '/rooms/join', { code: room.code });
    const repeated = await postMessage(guest, room, 'reply', { replyToId: quoted.id }, clientId);
    expect(repeated).toMatchObject(refused(404, 'message_not_found'));
    expect(JSON.stringify(repeated)).not.toContain('4711');
  });

  test('an export from outside a room holds own words only', async () => {
    const person = await newMember(app.url);
    const room = await newRoom(ada, 'private', person);
    const quoted = (await postMessage(ada, room, 'old words')).body;
    const own = (await postMessage(person, room, 'my reply', { replyToId: quoted.id })).body;
    await ada.must('PUT', `/rooms/${room.id}/bans/${person.id}`);
    await ada.must('PATCH', `/messages/${quoted.id}`, { body: 'the key is 4711' });
    await postMessage(ada, room, 'an answer', { replyToId: own.id });
    await ada.must('PUT', encodeURI(`/messages/${own.id}/reactions/🪙`));
    await person.must('POST', '/users/me/export');
    const data = await eventually(async () => {
      const answer = await person.ask<{ messages: Message[] }>('GET', '/users/me/export/content');
      return answer.status === 200 && answer.body;
    }, 'the export is ready');
    expect(data.messages.find(({ id }) => id === own.id)).toMatchObject({
      body: 'my reply',
      replyTo: null,
      thread: null,
      reactions: [],
    });
    expect(JSON.stringify(data)).not.toContain('4711');
  });

  test('an emoji is the same reaction however it is written', async () => {
    const room = await newRoom(ada, 'private');
    const { body: message } = await postMessage(ada, room);
    const react = (method: string, emoji: string) =>
      ada.ask<Message>(method, `/messages/${message.id}/reactions/${encodeURIComponent(emoji)}`);
    for (const emoji of ['\u{1F44D}\u{FE0F}', '\u{1F44D}', '\u2764', '\u2764\u{FE0F}'])
      expect((await react('PUT', emoji)).status).toBe(200);
    const { body } = await react('PUT', '\u{270C}\u{FE0F}\u{1F3FD}');
    expect(body.reactions.map(({ emoji }) => emoji)).toEqual(['\u{1F44D}', '\u2764\u{FE0F}', '\u{270C}\u{1F3FD}']);
    expect((await react('DELETE', '\u2764')).body.reactions).toHaveLength(2);
    expect(await react('PUT', '1')).toMatchObject(refused(400, 'invalid_input'));
  });
});
