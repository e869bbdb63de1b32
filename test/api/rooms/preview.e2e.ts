import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { History, Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { uploaded } from '../../support/files.ts';
import { type Member, newGuest, newMember, refused } from '../../support/member.ts';

/** Reading a public room before joining it. */
describe('a room that is looked at', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    ben = await newMember(app.url);
    await ada.goOnline();
    await ben.goOnline();
  });

  afterAll(async () => {
    ada.goOffline();
    ben.goOffline();
    await app.close();
  });

  const newRoom = async (settings: object = {}) => {
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Garden', kind: 'public', ...settings });
    for (const words of ['beans', 'peas', 'kale']) await ada.send(room, words);
    return room;
  };
  const look = (who: Member, room: Room, query = '') => who.ask('GET', `/rooms/${room.id}/preview${query}`);

  test('shows its newest messages, and older ones page by page', async () => {
    const room = await newRoom();
    const bodies = async (query: string) =>
      (await ben.must<History>('GET', `/rooms/${room.id}/preview${query}`)).items.map(({ body }) => body);
    expect((await bodies('')).slice(-3)).toEqual(['beans', 'peas', 'kale']);
    const newest = await ben.must<History>('GET', `/rooms/${room.id}/preview?limit=1`);
    expect(newest).toMatchObject({ items: [{ body: 'kale' }], hasBefore: true, hasAfter: false });
    expect(await bodies(`?limit=2&before=${newest.items[0]?.seq}`)).toEqual(['beans', 'peas']);
  });

  test('leaves no trace: not joined, nothing read, nobody told, and nothing more is heard', async () => {
    const room = await newRoom();
    const before = ada.receivedEvents.length;
    expect((await look(ben, room)).status).toBe(200);
    expect(await ben.must<Room>('GET', `/rooms/${room.id}`)).toMatchObject({ role: null, lastReadSeq: 0 });
    const { id } = await ada.send(room, 'after the look');
    await ada.receivesMessage(room.id, 'after the look');
    expect(ada.receivedEvents.slice(before).filter((event) => JSON.stringify(event).includes(ben.id))).toEqual([]);
    const { body } = await ben.ask<{ items: unknown[] }>('GET', `/messages/${id}/readers`);
    expect(body).toMatchObject({ code: 'message_not_found' });
    expect(JSON.stringify(ben.receivedEvents)).not.toContain(room.id);
    await ben.must('GET', '/search/messages?q=kale').then((found) => {
      expect(JSON.stringify(found)).not.toContain(room.id);
    });
  });

  test('names its files, without a way to them', async () => {
    const room = await newRoom();
    const { id } = await uploaded(ada, { name: 'plan.json', bytes: Buffer.from('[1, 2]') });
    await ada.must<Message>('POST', `/rooms/${room.id}/messages`, {
      clientId: randomUUID(),
      body: 'the plan',
      attachmentIds: [id],
    });
    const { items } = await ben.must<History>('GET', `/rooms/${room.id}/preview`);
    expect(items.at(-1)?.attachments).toMatchObject([{ name: 'plan.json', url: null, thumbnailUrl: null }]);
    expect(await ben.ask('GET', `/uploads/${id}/content`)).toMatchObject(refused(404, 'attachment_not_found'));
  });

  test('is not shown to a guest, who knows rooms by their code only', async () => {
    const guest = await newGuest(app.url);
    expect(await look(guest, await newRoom())).toMatchObject(refused(404, 'room_not_found'));
  });

  test.each(['private', 'direct'] as const)('is not shown when it is %s', async (kind) => {
    const carol = await newMember(app.url);
    const room =
      kind === 'private' ? await newRoom({ kind }) : await ada.must<Room>('PUT', `/rooms/direct/${carol.id}`);
    expect(await look(ben, room)).toMatchObject(refused(404, 'room_not_found'));
  });

  test('asks for its password by joining', async () => {
    const room = await newRoom({ password: 'rosemary and thyme' });
    expect(await look(ben, room)).toMatchObject(refused(403, 'wrong_room_password'));
    await ben.must('POST', `/rooms/${room.id}/join`, { password: 'rosemary and thyme' });
    expect((await look(ben, room)).status).toBe(200);
  });

  test('is closed to a person who was banned from it, and open to one who was removed or has left', async () => {
    const room = await newRoom();
    await ben.must('POST', `/rooms/${room.id}/join`, {});
    await ada.must('DELETE', `/rooms/${room.id}/members/${ben.id}`);
    expect((await look(ben, room)).status).toBe(200);
    await ada.must('PUT', `/rooms/${room.id}/bans/${ben.id}`, {});
    expect(await look(ben, room)).toMatchObject(refused(403, 'banned'));
  });

  test('gives no right to write, to react or to follow its changes', async () => {
    const room = await newRoom();
    const { items } = await ben.must<History>('GET', `/rooms/${room.id}/preview`);
    const messageId = items.at(-1)?.id ?? '';
    const payloads = {
      send_message: { roomId: room.id, clientId: randomUUID(), body: 'hello' },
      typing: { roomId: room.id, active: true },
      mark_read: { roomId: room.id, seq: 1 },
      add_reaction: { messageId, emoji: '👍' },
    } as const;
    for (const [command, payload] of Object.entries(payloads))
      expect(await ben.tryCommand(command as keyof typeof payloads, payload)).toMatchObject({ ok: false });
    for (const path of ['messages', 'changes?since=0', 'members', 'pins', 'threads', 'files'])
      expect((await ben.ask('GET', `/rooms/${room.id}/${path}`)).status).toBe(403);
  });
});
