import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../src/rooms/rooms.dto.ts';
import type { History, Message } from '../src/timeline/message.dto.ts';
import { startApp, type TestApp } from './support/app.ts';
import { type Member, newMember } from './support/member.ts';

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

  test('reach everybody in the room, their author too', async () => {
    const sent = await ada.send(room, 'hello');
    expect(sent).toMatchObject({ body: 'hello', kind: 'text', author: { id: ada.id } });
    expect(await ben.hearsMessage(room.id, 'hello')).toEqual(sent);
    expect(await ada.hearsMessage(room.id, 'hello')).toEqual(sent);
  });

  test('sent through REST are the same', async () => {
    const { status, body } = await ben.ask<Message>('POST', `/rooms/${room.id}/messages`, {
      clientId: randomUUID(),
      body: 'by REST',
    });
    expect(status).toBe(201);
    expect(await ada.hearsMessage(room.id, 'by REST')).toEqual(body);
  });

  test('can be edited and deleted by their author', async () => {
    const { id } = await ada.send(room, 'frist');
    const edited = await ada.command('edit_message', { messageId: id, body: 'first' });
    expect(edited).toMatchObject({ body: 'first', editedAt: expect.any(String) });
    await ben.hears('message_changed', (message) => message.id === id && message.body === 'first');
    const tombstone = await ada.command('delete_message', { messageId: id });
    expect(tombstone).toMatchObject({ id, body: '', deletedAt: expect.any(String) });
    await ben.hears('message_changed', (message) => message.id === id && message.deletedAt !== null);
  });

  test('can be read back', async () => {
    const history = await ben.must<History>('GET', `/rooms/${room.id}/messages`);
    expect(history.items.map(({ seq }) => seq)).toEqual(history.items.map((_, index) => index + 1));
    expect(history).toMatchObject({ hasBefore: false, hasAfter: false });
  });
});
