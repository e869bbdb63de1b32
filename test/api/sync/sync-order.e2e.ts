import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { eventually, type Member, newMembers } from '../../support/member.ts';

describe('a socket', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    await ada.goOnline();
    room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    await ben.must('POST', `/rooms/${room.id}/join`, {});
  });

  afterAll(async () => {
    ada.goOffline();
    ben.goOffline();
    await app.close();
  });

  test('receives nothing before its first sync, and everything after', async () => {
    await ben.listen();
    await ben.tryCommand('typing', { roomId: room.id, active: true });
    await ada.send(room, 'before');
    await ada.must('PATCH', '/users/me', { displayName: 'Countess' });
    await ben.must('PUT', `/rooms/${room.id}/read`, { seq: 2 });
    await ben.must('POST', '/rooms', { name: 'Mine', kind: 'private' });
    expect((await ben.tryCommand('mark_read', { roomId: room.id, seq: 3 })).ok).toBe(true);
    expect(ben.receivedEvents).toEqual([]);
    await ben.command('sync', {});
    await ada.send(room, 'after');
    await ben.receivesMessage(room.id, 'after');
    expect(ben.receivedMessages(room.id).map(({ body }) => body)).toEqual(['after']);
  });

  test('receives the changes of a room in the order of revisions, each once', async () => {
    const acts = Array.from({ length: 20 }, async (_, index) => {
      const { id } = await (index % 2 ? ada : ben).send(room, `message ${index}`);
      await (index % 2 ? ada : ben).must('PATCH', `/messages/${id}`, { body: `message ${index}, edited` });
    });
    await Promise.all(acts);
    const { revision } = await ada.must<Room>('GET', `/rooms/${room.id}`);
    const received = await eventually(() => {
      const changes = ada.receivedEvents.flatMap(({ event, payload }) =>
        event === 'receive_message' || event === 'message_changed'
          ? [payload]
          : event === 'receive_messages'
            ? payload
            : [],
      );
      const revisions = changes.filter(({ roomId }) => roomId === room.id).map((message) => message.revision);
      return revisions.at(-1) === revision && revisions;
    }, 'the last revision');
    expect(received).toEqual(received.map((_, index) => (received[0] ?? 0) + index));
  });
});
