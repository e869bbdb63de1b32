import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { expectConverged, SimulatedClient } from '../../support/simulated-client.ts';
import { type Member, newMembers, onAnotherDevice } from '../../support/member.ts';

/** As in `sync.e2e.ts`: reactions, mentions, pins and moderation. */
describe('state and events', () => {
  let app: TestApp;
  let people: Member[];
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let devices: SimulatedClient[];
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    people = await newMembers(app.url, 3);
    [ada, ben, cleo] = people as [Member, Member, Member];
    devices = [...people, await onAnotherDevice(ben)].map((member) => new SimulatedClient(member));
    for (const device of devices) await device.goOnline();
  }, 60_000);

  beforeEach(async () => {
    room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    for (const person of [ben, cleo]) await person.command('join_room', { roomId: room.id });
    await expectConverged(devices);
  });

  afterAll(async () => {
    for (const device of devices) device.goOffline();
    await app.close();
  });

  const votes = (messageId: string) => `/messages/${messageId}/poll/votes`;
  const mentions = () => devices.map(({ state: shown }) => shown.rooms[room.id]?.mentionCount);

  test('an edit that mentions a member, another member, the whole room and none', async () => {
    const { id } = await ada.send(room, 'nobody');
    for (const [body, counts] of [
      [`@${ben.username}`, [0, 1, 0, 1]],
      [`@${cleo.username}`, [0, 0, 1, 0]],
      ['@room', [0, 1, 1, 1]],
      ['nobody', [0, 0, 0, 0]],
    ] as const) {
      await ada.command('edit_message', { messageId: id, body });
      await expectConverged(devices);
      expect(mentions()).toEqual(counts);
    }
  });

  test('a delete of a message with mentions', async () => {
    const named = await ada.send(room, `@${ben.username} and @${cleo.username}`);
    const everybody = await ada.send(room, '@room');
    await expectConverged(devices);
    expect(mentions()).toEqual([0, 2, 2, 2]);
    await ada.command('delete_message', { messageId: named.id });
    await expectConverged(devices);
    expect(mentions()).toEqual([0, 1, 1, 1]);
    await ada.command('delete_message', { messageId: everybody.id });
    await expectConverged(devices);
    expect(mentions()).toEqual([0, 0, 0, 0]);
  });

  test('reactions and pins, added and removed', async () => {
    const { id } = await ada.send(room, 'look');
    for (const person of people) {
      await person.command('add_reaction', { messageId: id, emoji: '👍' });
      await person.must('PUT', `/messages/${id}/pin`);
    }
    await expectConverged(devices);
    await ben.command('remove_reaction', { messageId: id, emoji: '👍' });
    await ben.must('DELETE', `/messages/${id}/pin`);
    await expectConverged(devices);
  });

  test('a poll: votes, another option, the end', async () => {
    const poll = { options: ['tea', 'coffee'], results: 'voted', adding: true } as const;
    const asked = await ada.command('send_message', {
      roomId: room.id,
      clientId: randomUUID(),
      body: 'What to drink?',
      poll: { ...poll, options: [...poll.options] },
    });
    const [tea] = asked.poll?.options ?? [];
    await expectConverged(devices);
    await Promise.all(people.map((person) => person.must('PUT', votes(asked.id), { optionIds: [tea?.id] })));
    await expectConverged(devices);
    await ben.must('PUT', votes(asked.id), { optionIds: [] });
    await ben.must('POST', `/messages/${asked.id}/poll/options`, { text: 'water' });
    await expectConverged(devices);
    await ada.must('POST', `/messages/${asked.id}/poll/close`);
    await expectConverged(devices);
    const shown = devices.map(({ state }) => state.messages[room.id]?.find(({ id }) => id === asked.id)?.poll);
    for (const each of shown) expect(each?.options.map(({ votes: count }) => count)).toEqual([2, 0, 0]);
  });

  test('a role, a mute, a kick', async () => {
    const them = `/rooms/${room.id}/members/${ben.id}`;
    await ada.must('PATCH', them, { role: 'moderator' });
    await expectConverged(devices);
    await ada.must('PATCH', them, { mutedUntil: new Date(Date.now() + 60_000).toISOString() });
    await expectConverged(devices);
    await ada.must('DELETE', them);
    await expectConverged(devices);
    expect(devices[1]?.state.rooms[room.id]).toBeUndefined();
  });

  test('a ban and its end', async () => {
    await ada.must('PUT', `/rooms/${room.id}/bans/${ben.id}`);
    await expectConverged(devices);
    await ada.must('DELETE', `/rooms/${room.id}/bans/${ben.id}`);
    await ben.command('join_room', { roomId: room.id });
    await expectConverged(devices);
  });

  test('another name, topic, code and rule, archived and reopened, and deleted', async () => {
    for (const change of [
      { name: 'Loom' },
      { topic: 'What we weave' },
      { mentionRoomBy: 'owner' },
      { postBy: 'moderator', replyBy: 'moderator', reactBy: 'owner', slowSeconds: 30 },
      { archived: true },
    ]) {
      await ada.must('PATCH', `/rooms/${room.id}`, change);
      await expectConverged(devices);
    }
    await ada.must('PATCH', `/rooms/${room.id}`, { archived: false });
    await ada.must('POST', `/rooms/${room.id}/code`);
    await expectConverged(devices);
    await ada.must('DELETE', `/rooms/${room.id}`);
    await expectConverged(devices);
    expect(devices.map(({ state: shown }) => shown.rooms[room.id])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
