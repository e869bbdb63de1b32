import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember, newMembers, refusal, refused } from '../../support/member.ts';
import { newRoom, postMessage, roomSeenBy } from '../../support/rooms.ts';

describe('direct rooms', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;
  let ben: Member;
  let cleo: Member;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url); // the first account is the administrator
    [ada, ben, cleo] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    for (const person of [admin, ada, ben, cleo]) await person.goOnline();
  });

  afterAll(async () => {
    for (const person of [admin, ada, ben, cleo]) person.goOffline();
    await app.close();
  });

  test('are one room, for either member, and both receive it', async () => {
    const [here, there] = await Promise.all([
      ada.must<Room>('PUT', `/rooms/direct/${cleo.id}`),
      cleo.must<Room>('PUT', `/rooms/direct/${ada.id}`),
    ]);
    expect(here).toMatchObject({ id: there.id, kind: 'direct', code: '', memberCount: 2, peer: { id: cleo.id } });
    expect(there.peer?.id).toBe(ada.id);
    for (const person of [ada, cleo]) await person.receives('room_joined', ({ id }) => id === here.id);
    await ada.send(here, 'just us');
    await cleo.receivesMessage(here.id, 'just us');
  });

  test('requested many times at once are one room', async () => {
    const [dora, emil] = (await newMembers(app.url, 2)) as [Member, Member];
    const asks = Array.from({ length: 10 }, (_, index) =>
      index % 2
        ? dora.must<Room>('PUT', `/rooms/direct/${emil.id}`)
        : emil.must<Room>('PUT', `/rooms/direct/${dora.id}`),
    );
    expect(new Set((await Promise.all(asks)).map(({ id }) => id)).size).toBe(1);
  });

  test('are refused with the own account or an unknown one', async () => {
    expect(await ada.ask('PUT', `/rooms/direct/${ada.id}`)).toMatchObject(refused(400, 'invalid_input'));
    expect(await ada.ask('PUT', `/rooms/direct/${randomUUID()}`)).toMatchObject(refused(404, 'user_not_found'));
  });

  test('admit no third member', async () => {
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
    const invite = (to: Room) => ada.ask('POST', `/rooms/${to.id}/members`, { userIds: [cleo.id] });
    expect(await invite(direct)).toMatchObject(refused(403, 'forbidden'));
    expect((await invite(await newRoom(ada, 'private'))).status).toBe(204);
  });

  test('are in the list of the other from the first message on', async () => {
    const [first, second] = (await newMembers(app.url, 2)) as [Member, Member];
    await second.goOnline();
    const direct = await first.must<Room>('PUT', `/rooms/direct/${second.id}`);
    const idsOf = async (by: Member) => (await by.must<RoomPage>('GET', '/rooms')).items.map(({ id }) => id);
    expect(await idsOf(first)).toContain(direct.id);
    expect(await idsOf(second)).not.toContain(direct.id);
    expect(second.eventsOf('room_joined').map(({ id }) => id)).not.toContain(direct.id);
    expect((await postMessage(first, direct, 'hello')).status).toBe(201);
    await second.receivesMessage(direct.id, 'hello');
    await second.receives('notification', ({ roomId }) => roomId === direct.id);
    const order = second.receivedEvents.flatMap(({ event, payload }) => {
      if (event === 'room_joined' && payload.id === direct.id) return ['joined'];
      return event === 'receive_message' && payload.roomId === direct.id ? [payload.body] : [];
    });
    expect(order).toEqual(['joined', 'hello']);
    expect(await roomSeenBy(second, direct)).toMatchObject({ unreadCount: 1, lastMessage: { body: 'hello' } });
    expect(await idsOf(second)).toContain(direct.id);
    await postMessage(first, direct, 'again');
    await second.receivesMessage(direct.id, 'again');
    second.goOffline();
  });

  test.each(['deleted', 'disabled'])('are closed with a person whose account was %s', async (how) => {
    const gone = await newMember(app.url);
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${gone.id}`);
    const { body: message } = await postMessage(ada, direct, 'before');
    if (how === 'deleted') await gone.must('DELETE', '/users/me', { password: gone.password });
    else await admin.must('PATCH', `/admin/users/${gone.id}`, { disabled: true });
    expect(await postMessage(ada, direct)).toMatchObject(refused(409, 'peer_gone'));
    expect(
      await ada.tryCommand('send_message', { roomId: direct.id, clientId: randomUUID(), body: 'x' }),
    ).toMatchObject(refusal(409, 'peer_gone'));
    expect(await ada.ask('PATCH', `/messages/${message.id}`, { body: 'after' })).toMatchObject(
      refused(409, 'peer_gone'),
    );
    expect(await roomSeenBy(ada, direct)).toMatchObject({ peerGone: true });
    await ada.receives('room_updated', ({ id, peerGone }) => id === direct.id && peerGone);
    expect((await ada.ask('GET', `/rooms/${direct.id}/messages`)).status).toBe(200);
  });
});
