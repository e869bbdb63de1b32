import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RealtimeService } from '../../../src/transport/realtime.service.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { History, Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember, refusal, refused } from '../../support/member.ts';

describe('messages', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    ben = await newMember(app.url);
    await ada.goOnline();
    await ben.goOnline();
    room = await ada.command('create_room', { name: 'Engine', kind: 'private' });
    await ben.command('join_room', { code: room.code });
  });

  afterAll(async () => {
    ada.goOffline();
    ben.goOffline();
    await app.close();
  });

  test('reach all members of the room, their author too', async () => {
    const sent = await ada.send(room, 'hello');
    expect(sent).toMatchObject({ body: 'hello', kind: 'text', author: { id: ada.id } });
    expect(await ben.receivesMessage(room.id, 'hello')).toEqual(sent);
    expect(await ada.receivesMessage(room.id, 'hello')).toEqual(sent);
  });

  test('reach their author in one write with the acknowledgement', async () => {
    const [socket] = app.nest.get(RealtimeService).socketsOfUser(ada.id);
    const writes: string[][] = [];
    socket?.conn.on('flush', (packets: { data?: unknown }[]) => writes.push(packets.map(({ data }) => String(data))));
    await ada.send(room, 'at once');
    const both = [expect.stringMatching(/receive_message.*at once/), expect.stringMatching(/"ok":true.*at once/)];
    expect(writes.filter((packets) => packets.join().includes('at once'))).toEqual([both]);
  });

  test('notify in a direct room in one write with the message', async () => {
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
    const [socket] = app.nest.get(RealtimeService).socketsOfUser(ben.id);
    const writes: string[][] = [];
    socket?.conn.on('flush', (packets: { data?: unknown }[]) => writes.push(packets.map(({ data }) => String(data))));
    await ada.send(direct, 'only you');
    await ben.receives('notification');
    const both = [expect.stringMatching(/receive_message.*only you/), expect.stringMatching(/notification.*only you/)];
    expect(writes.filter((packets) => packets.join().includes('only you'))).toEqual([both]);
  });

  test('sent through REST are the same', async () => {
    const { status, body } = await ben.ask<Message>('POST', `/rooms/${room.id}/messages`, {
      clientId: randomUUID(),
      body: 'by REST',
    });
    expect(status).toBe(201);
    expect(await ada.receivesMessage(room.id, 'by REST')).toEqual(body);
  });

  test('can be edited and deleted by their author', async () => {
    const { id } = await ada.send(room, 'frist');
    const edited = await ada.command('edit_message', { messageId: id, body: 'first' });
    expect(edited).toMatchObject({ body: 'first', editedAt: expect.any(String) });
    await ben.receives('message_changed', (message) => message.id === id && message.body === 'first');
    const tombstone = await ada.command('delete_message', { messageId: id });
    expect(tombstone).toMatchObject({ id, body: '', deletedAt: expect.any(String) });
    await ben.receives('message_changed', (message) => message.id === id && message.deletedAt !== null);
  });

  test('can be read back', async () => {
    const history = await ben.must<History>('GET', `/rooms/${room.id}/messages`);
    expect(history.items.map(({ seq }) => seq)).toEqual(history.items.map((_, index) => index + 1));
    expect(history).toMatchObject({ hasBefore: false, hasAfter: false });
  });

  test('are edited and deleted by their author only', async () => {
    const { id } = await ada.send(room, 'mine');
    for (const [by, expected] of [
      [ben, refusal(403, 'forbidden')],
      [ada, { ok: true }],
    ] as const) {
      expect(await by.tryCommand('edit_message', { messageId: id, body: 'changed' })).toMatchObject(expected);
      expect(await by.tryCommand('delete_message', { messageId: id })).toMatchObject(expected);
    }
  });

  test('of others are deleted by moderators, but not edited', async () => {
    const { id } = await ben.send(room, 'rude');
    expect(await ada.tryCommand('edit_message', { messageId: id, body: 'polite' })).toMatchObject(
      refusal(403, 'forbidden'),
    );
    expect(await ada.command('delete_message', { messageId: id })).toMatchObject({ body: '', author: { id: ben.id } });
  });

  test('that are deleted stay so, for every later sync', async () => {
    const { id } = await ada.send(room, 'gone');
    const tombstone = await ada.command('delete_message', { messageId: id });
    expect(await ada.command('delete_message', { messageId: id })).toEqual(tombstone);
    expect(await ada.tryCommand('edit_message', { messageId: id, body: 'back' })).toMatchObject(
      refusal(409, 'message_deleted'),
    );
    expect(await ben.must('GET', `/messages/${id}`)).toEqual(tombstone);
  });

  test('edited to the same text do not change', async () => {
    const sent = await ada.send(room, 'the same');
    expect(await ada.command('edit_message', { messageId: sent.id, body: 'the same' })).toEqual(sent);
  });

  test('that note joining and leaving cannot be edited or deleted', async () => {
    const { items } = await ada.must<History>('GET', `/rooms/${room.id}/messages?after=0&limit=1`);
    const messageId = items[0]?.id ?? '';
    expect(items).toMatchObject([{ kind: 'system' }]);
    expect(await ada.tryCommand('edit_message', { messageId, body: 'nobody came' })).toMatchObject(
      refusal(403, 'forbidden'),
    );
    expect(await ada.tryCommand('delete_message', { messageId })).toMatchObject(refusal(403, 'forbidden'));
  });

  describe('that reply to another', () => {
    const reply = (replyToId: string) =>
      ben.tryCommand<Message>('send_message', { roomId: room.id, clientId: randomUUID(), body: 'indeed', replyToId });

    test('show the beginning of the quoted message, edited or deleted too', async () => {
      const quoted = await ada.send(room, `  what\n\nI ${'really '.repeat(30)} said`);
      const answer = await reply(quoted.id);
      const { id, replyTo } = answer.ok ? answer.data : ({} as Message);
      expect(replyTo).toMatchObject({ id: quoted.id, seq: quoted.seq, author: { id: ada.id } });
      expect(replyTo?.excerpt).toMatch(/^what I really really/);
      expect(replyTo?.excerpt).toMatch(/ really…$/);
      expect(replyTo?.excerpt.length).toBeLessThanOrEqual(140);
      await ada.command('edit_message', { messageId: quoted.id, body: 'short' });
      expect(await ada.must('GET', `/messages/${id}`)).toMatchObject({ replyTo: { excerpt: 'short' } });
      await ada.command('delete_message', { messageId: quoted.id });
      expect(await ada.must('GET', `/messages/${id}`)).toMatchObject({ replyTo: { id: quoted.id, excerpt: '' } });
    });

    test('need a message of the same room that is not deleted', async () => {
      const other = await ben.command('create_room', { name: 'Other', kind: 'private' });
      const elsewhere = await ben.send(other, 'elsewhere');
      const { id } = await ben.send(room, 'here');
      expect(await reply(elsewhere.id)).toMatchObject(refusal(404, 'message_not_found'));
      expect(await reply(id)).toMatchObject({ ok: true });
      await ben.command('delete_message', { messageId: id });
      expect(await reply(id)).toMatchObject(refusal(404, 'message_not_found'));
    });
  });

  describe('sent twice under one clientId', () => {
    const send = (message: object) => ada.ask<Message>('POST', `/rooms/${room.id}/messages`, message);

    test('are one: the first', async () => {
      const message = { clientId: randomUUID(), body: 'once' };
      const first = await send(message);
      const again = await send(message);
      expect([first.status, again.status]).toEqual([201, 200]);
      expect(again.body).toEqual(first.body);
      expect(await ada.command('send_message', { ...message, roomId: room.id })).toEqual(first.body);
      expect((await ada.send(room, 'the next')).seq).toBe(first.body.seq + 1);
    });

    test('are one even when the first was edited or deleted meanwhile', async () => {
      const message = { clientId: randomUUID(), body: 'once' };
      const { id } = (await send(message)).body;
      await ada.command('edit_message', { messageId: id, body: 'once and for all' });
      expect(await send(message)).toMatchObject({ status: 200, body: { id, body: 'once and for all' } });
      await ada.command('delete_message', { messageId: id });
      expect(await send(message)).toMatchObject({ status: 200, body: { id, body: '' } });
    });

    test('are refused when their content differs', async () => {
      const message = { clientId: randomUUID(), body: 'once' };
      const { id } = (await send(message)).body;
      expect(await send({ ...message, body: 'twice' })).toMatchObject(refused(409, 'client_id_reused'));
      expect(await send({ ...message, replyToId: id })).toMatchObject(refused(409, 'client_id_reused'));
      expect(await send(message)).toMatchObject({ status: 200 });
    });

    test('by two people or into two rooms are two', async () => {
      const message = { clientId: randomUUID(), body: 'once each' };
      const other = await ada.command('create_room', { name: 'Other', kind: 'private' });
      const sent = [
        await ada.command('send_message', { ...message, roomId: room.id }),
        await ben.command('send_message', { ...message, roomId: room.id }),
        await ada.command('send_message', { ...message, roomId: other.id }),
      ];
      expect(new Set(sent.map(({ id }) => id)).size).toBe(3);
    });
  });
});
