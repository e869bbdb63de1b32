import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { InvitationWithLink } from '../../../src/auth/invitations/invitations.dto.ts';
import type { Login } from '../../../src/auth/auth.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { History, Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { codeFor } from '../../support/mailbox.ts';
import { type Member, newGuest, newMember, newName, PASSWORD, ApiClient } from '../../support/member.ts';

describe('a guest', () => {
  let app: TestApp;
  let host: Member;
  let guest: Member;
  let room: Room;
  let before: Message;

  beforeAll(async () => {
    app = await startApp();
    host = await newMember(app.url);
    await host.goOnline();
    room = await host.command('create_room', { name: 'Open house', kind: 'private' });
    before = await host.send(room, 'said before the guest came');
    guest = await newGuest(app.url);
    await guest.goOnline();
    await guest.command('join_room', { code: room.code });
  });

  afterAll(async () => {
    host.goOffline();
    guest.goOffline();
    await app.close();
  });

  test('enters with a name and a code', () => {
    expect(guest.user).toMatchObject({ role: 'guest', email: null });
    expect(guest.eventsOf('room_joined').map(({ id }) => id)).toEqual([room.id]);
  });

  test('exchanges messages with the others', async () => {
    const sent = await guest.send(room, 'thank you for having me');
    expect(await host.receivesMessage(room.id, sent.body)).toEqual(sent);
  });

  test('sees no message from before joining: not in the history, not by its id, not when it changes', async () => {
    const { items, hasBefore } = await guest.must<History>('GET', `/rooms/${room.id}/messages`);
    expect(items.every(({ seq }) => seq > before.seq)).toBe(true);
    expect(hasBefore).toBe(false);
    expect(await guest.ask('GET', `/messages/${before.id}`)).toMatchObject({ status: 404 });
    await host.command('edit_message', { messageId: before.id, body: 'changed behind their back' });
    await host.receives('message_changed', ({ id }) => id === before.id);
    const after = await host.send(room, 'said after the edit');
    await guest.receivesMessage(room.id, after.body);
    expect(guest.eventsOf('message_changed')).toEqual([]);
  });

  test('is not in the Lobby, and finds no directory, no direct rooms, no administration', async () => {
    const { items } = await guest.must<{ items: Room[] }>('GET', '/rooms');
    expect(items.map(({ id }) => id)).toEqual([room.id]);
    for (const [method, path] of [
      ['GET', '/rooms/directory'],
      ['PUT', `/rooms/direct/${host.id}`],
      ['GET', '/admin/users'],
    ] as const)
      expect(await guest.ask(method, path)).toMatchObject({ status: 403 });
  });

  test('cannot join a public room by its id, only by its code', async () => {
    const open = await host.command('create_room', { name: 'Public', kind: 'public' });
    expect(await guest.ask('GET', `/rooms/${open.id}`)).toMatchObject({ status: 404 });
    expect(await guest.ask('POST', `/rooms/${open.id}/join`, {})).toMatchObject({ status: 404 });
    expect(await guest.ask('POST', '/rooms/join', { code: open.code })).toMatchObject({ status: 200 });
  });

  test('sees only the people of its rooms', async () => {
    const stranger = await newMember(app.url);
    expect(await guest.ask('GET', `/users/${stranger.id}`)).toMatchObject({ status: 404 });
    expect(await guest.ask('GET', `/users/${host.id}`)).toMatchObject({ status: 200 });
    expect(await guest.ask('GET', `/users?q=${stranger.username}`)).toMatchObject({ body: { items: [] } });
  });

  test('may create a room of its own', async () => {
    const own = await guest.command('create_room', { name: 'Mine', kind: 'private' });
    expect(own.role).toBe('owner');
  });

  test.each([
    ['taken', () => host.username],
    ['taken in capitals', () => host.username.toUpperCase()],
    ['reserved', () => 'Adm1n'],
  ])('is refused a name that is %s', async (_, name) => {
    const answer = await new ApiClient(app.url).ask('POST', '/auth/guest', { username: name() });
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'username_taken', fields: { username: [expect.any(String)] } },
    });
  });

  test('that registers keeps name, rooms and messages, and sees what members see', async () => {
    const visitor = await newGuest(app.url);
    await visitor.must('POST', '/rooms/join', { code: room.code });
    const ownMessage = await visitor.must<Message>('POST', `/rooms/${room.id}/messages`, {
      clientId: randomUUID(),
      body: 'as a guest',
    });
    const email = `${newName()}@example.org`;
    await visitor.must('POST', '/auth/register', { username: visitor.username, email, password: PASSWORD });
    const { user, accessToken } = await visitor.must<Login>('POST', '/auth/verify-email', {
      email,
      code: await codeFor(email),
    });
    expect(user).toMatchObject({ id: visitor.id, username: visitor.username, role: 'member', email });
    expect(await visitor.ask('GET', '/users/me')).toMatchObject({ status: 401 }); // the guest's session has ended
    visitor.token = accessToken;
    expect(await visitor.must<Message>('GET', `/messages/${ownMessage.id}`)).toMatchObject({
      author: { id: visitor.id },
    });
    expect(await visitor.must<Message>('GET', `/messages/${before.id}`)).toMatchObject({ id: before.id });
    const { items } = await visitor.must<{ items: Room[] }>('GET', '/rooms');
    expect(items.some(({ lobby }) => lobby)).toBe(true);
  });

  test('registers by an invitation alone where nobody else does, whomever it has met', async () => {
    const invited = await startApp({ databaseUrl: app.databaseUrl, settings: { REGISTRATION: 'invite' } });
    const register = (by: ApiClient, invitation?: string) => {
      const input = { username: newName(), email: `${newName()}@example.org`, password: PASSWORD, invitation };
      return by.ask('POST', '/auth/register', input);
    };
    const alone = await newGuest(invited.url);
    await alone.must('POST', '/rooms', { name: 'Only me', kind: 'private' });
    for (const nobody of [new ApiClient(invited.url), alone])
      expect(await register(nobody)).toMatchObject({ status: 403, body: { code: 'registration_closed' } });
    await alone.must('POST', '/rooms/join', { code: room.code });
    expect(await register(alone)).toMatchObject({ status: 403, body: { code: 'registration_closed' } });
    const { url } = await host.must<InvitationWithLink>('POST', '/invitations/links', {});
    expect(await register(alone, url.split('/invite/')[1])).toMatchObject({ status: 202 });
    await invited.close();
  });

  test('is refused where guests are off', async () => {
    const closed = await startApp({ settings: { GUEST_ACCESS: 'off' } });
    const answer = await new ApiClient(closed.url).ask('POST', '/auth/guest', { username: newName() });
    expect(answer).toMatchObject({ status: 403, body: { code: 'guests_not_allowed' } });
    await closed.close();
  });
});

test('a guest gets no quote of a message from before joining', async () => {
  const app = await startApp();
  const host = await newMember(app.url);
  const guest = await newGuest(app.url);
  await host.goOnline();
  const room = await host.command('create_room', { name: 'Meeting', kind: 'private' });
  const secret = await host.send(room, 'the secret plan');
  await guest.goOnline();
  await guest.command('join_room', { code: room.code });
  const reply = { roomId: room.id, clientId: randomUUID(), replyToId: secret.id };
  const answer = await host.command('send_message', { ...reply, body: `@${guest.username} as I said` });
  expect(answer.replyTo).toMatchObject({ excerpt: 'the secret plan' });
  await host.receives(
    'receive_message',
    ({ id, replyTo }) => id === answer.id && replyTo?.excerpt === 'the secret plan',
  );
  const received = await guest.receivesMessage(room.id, answer.body);
  expect(received.replyTo).toEqual({ id: secret.id, seq: secret.seq, author: null, excerpt: '', attachmentKind: null });
  await guest.receives('notification', ({ message }) => message.id === answer.id);
  await guest.command('add_reaction', { messageId: answer.id, emoji: '👍' });
  await guest.receives('message_changed', ({ id }) => id === answer.id);
  for (const path of [
    `/rooms/${room.id}/messages`,
    `/rooms/${room.id}/messages?around=${answer.seq}`,
    `/rooms/${room.id}/changes?since=0`,
    `/rooms/${room.id}`,
    `/messages/${answer.id}`,
    `/search/messages?q=said`,
  ]) {
    const seen = JSON.stringify(await guest.must('GET', path));
    expect(seen).toContain('as I said');
    expect(seen).not.toContain('secret plan');
  }
  expect(JSON.stringify(guest.receivedEvents)).not.toContain('secret plan');
  const { items } = await host.must<{ items: { excerpt?: string }[] }>('GET', `/rooms/${room.id}/messages`);
  expect(JSON.stringify(items)).toContain('"excerpt":"the secret plan"');
  for (const person of [host, guest]) person.goOffline();
  await app.close();
});
