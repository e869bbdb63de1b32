import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Token, TokenPage } from '../../../src/auth/tokens/tokens.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { FoundPage } from '../../../src/search/search.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { uploaded } from '../../support/files.ts';
import { eventually, type Member, newMember, refusal, refused } from '../../support/member.ts';
import { programWith } from '../../support/sign-in/tokens.ts';

describe('a personal token', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
    await newMember(app.url); // the administrator
  });

  afterAll(() => app.close());

  const listOf = async (member: Member): Promise<Token[]> =>
    (await member.must<TokenPage>('GET', '/auth/tokens')).items;

  describe('that is limited to rooms', () => {
    let member: Member;
    let other: Member;
    let program: Member;
    let open: Room;
    let closed: Room;
    let sent: { open: string; closed: string };
    let files: { open: string; closed: string };

    beforeAll(async () => {
      [member, other] = [await newMember(app.url), await newMember(app.url)];
      await other.goOnline();
      await member.goOnline();
      const createRoom = async (name: string) => {
        const room = await member.must<Room>('POST', '/rooms', { name, kind: 'private' });
        await other.must('POST', '/rooms/join', { code: room.code });
        return room;
      };
      [open, closed] = [await createRoom('Open'), await createRoom('Closed')];
      const post = async (room: Room) => {
        const { id } = await uploaded(other, { name: 'figures.json', bytes: Buffer.from('[1, 2]') });
        const message = { clientId: randomUUID(), body: 'the same pelican', attachmentIds: [id] };
        return {
          file: id,
          message: (await other.must<{ id: string }>('POST', `/rooms/${room.id}/messages`, message)).id,
        };
      };
      const [inOpen, inClosed] = [await post(open), await post(closed)];
      sent = { open: inOpen.message, closed: inClosed.message };
      files = { open: inOpen.file, closed: inClosed.file };
      program = await programWith(member, { roomIds: [open.id] });
    });

    afterAll(() => {
      for (const person of [member, other, program]) person.goOffline();
    });

    const HIDDEN = refused(404, 'room_not_found');

    test('knows those alone, by REST', async () => {
      const { items } = await program.must<{ items: Room[] }>('GET', '/rooms');
      expect(items.map(({ id }) => id)).toEqual([open.id]);
      for (const path of ['', '/details', '/members', '/messages', '/changes?since=0', '/pins', '/threads', '/files'])
        expect([path, await program.ask('GET', `/rooms/${closed.id}${path}`)]).toMatchObject([path, HIDDEN]);
      for (const path of ['', '/details', '/members', '/messages', '/changes?since=0', '/pins', '/threads', '/files'])
        expect([path, (await program.ask('GET', `/rooms/${open.id}${path}`)).status]).toEqual([path, 200]);
      const words = { clientId: randomUUID(), body: 'a word' };
      expect(await program.ask('POST', `/rooms/${closed.id}/messages`, words)).toMatchObject(HIDDEN);
      expect((await program.ask('POST', `/rooms/${open.id}/messages`, words)).status).toBe(201);
      for (const [method, path, body] of [
        ['PATCH', '', { name: 'Mine' }],
        ['DELETE', ''],
        ['POST', '/code'],
        ['POST', '/leave'],
        ['POST', '/members', { userIds: [other.id] }],
        ['PUT', `/bans/${other.id}`],
        ['DELETE', `/members/${other.id}`],
        ['PATCH', '/membership', { notify: 'all' }],
        ['PUT', '/read', { seq: 1 }],
      ] as const)
        expect([path, await program.ask(method, `/rooms/${closed.id}${path}`, body)]).toMatchObject([path, HIDDEN]);
    });

    test('reads, changes and forwards no message of another, and no file', async () => {
      const GONE = refused(404, 'message_not_found');
      for (const [method, path, body] of [
        ['GET', ''],
        ['GET', '/thread'],
        ['GET', '/readers'],
        ['PUT', '/reactions/%F0%9F%91%8D'],
        ['PUT', '/pin'],
        ['DELETE', ''],
        ['PATCH', '', { body: 'x' }],
      ] as const) {
        expect([path, await program.ask(method, `/messages/${sent.closed}${path}`, body)]).toMatchObject([path, GONE]);
      }
      expect((await program.ask('GET', `/messages/${sent.open}`)).status).toBe(200);
      const copy = { clientId: randomUUID(), body: '', forwardOf: sent.closed };
      expect(await program.ask('POST', `/rooms/${open.id}/messages`, copy)).toMatchObject(GONE);
      const content = (id: string) =>
        fetch(`${app.url}/api/v1/uploads/${id}/content`, { headers: { authorization: `Bearer ${program.token}` } });
      expect([(await content(files.open)).status, (await content(files.closed)).status]).toEqual([200, 404]);
      const { items } = await program.must<{ items: { id: string }[] }>('POST', '/uploads/urls', {
        ids: [files.open, files.closed],
      });
      expect(items.map(({ id }) => id)).toEqual([files.open]);
    });

    test('finds nothing elsewhere', async () => {
      const find = async (caller: Member, q: string) =>
        (await caller.must<FoundPage>('GET', `/search/messages?q=${encodeURIComponent(q)}`)).items.map(
          ({ message }) => message.id,
        );
      expect((await find(member, 'pelican')).sort()).toEqual([sent.open, sent.closed].sort());
      expect(await find(program, 'pelican')).toEqual([sent.open]);
      expect(await find(program, 'pelican in:closed')).toEqual([]);
      expect(await program.ask('GET', `/search/messages?q=pelican&roomId=${closed.id}`)).toMatchObject(HIDDEN);
    });

    test('does not go where no room is named', async () => {
      const { code } = await other.must<Room>('POST', '/rooms', { name: 'Third', kind: 'private' });
      for (const [method, path, body] of [
        ['GET', '/rooms/directory'],
        ['POST', '/rooms', { name: 'x', kind: 'private' }],
        ['POST', '/rooms/join', { code }],
        ['PUT', `/rooms/direct/${other.id}`],
        ['POST', '/rooms/read-all'],
        ['POST', '/rooms/read-back', { rooms: [] }],
        ['GET', `/users?q=${other.username}`],
        ['GET', `/users/${other.id}`],
        ['GET', `/presence?userIds=${other.id}`],
        ['GET', '/admin/users'],
      ] as const)
        expect([path, await program.ask(method, path, body)]).toMatchObject([path, refused(403, 'insufficient_scope')]);
    });

    test('hears of those alone, on the socket', async () => {
      const answer = await program.goOnline([{ roomId: closed.id, revision: 0 }]);
      expect(answer.rooms.map(({ id }) => id)).toEqual([open.id]);
      expect(answer.changes).toEqual([]);
      const HIDDEN_COMMAND = refusal(404, 'room_not_found');
      const words = { clientId: randomUUID(), body: 'from the program' };
      expect(await program.tryCommand('send_message', { roomId: closed.id, ...words })).toMatchObject(HIDDEN_COMMAND);
      for (const [command, payload] of [
        ['join_room', { roomId: closed.id }],
        ['create_room', { name: 'x', kind: 'private' }],
        ['watch_presence', { userIds: [other.id] }],
      ] as const)
        expect(await program.tryCommand(command, payload)).toMatchObject(refusal(403, 'insufficient_scope'));

      const quiet = await other.send(closed, `@${member.username} not for the program`);
      await other.command('edit_message', { messageId: quiet.id, body: 'still not' });
      await other.command('typing', { roomId: closed.id, active: true });
      await other.command('mark_read', { roomId: closed.id, seq: quiet.seq });
      await member.must('PATCH', `/rooms/${closed.id}`, { topic: 'not for it' });
      const third = await member.must<Room>('POST', '/rooms', { name: 'Fourth', kind: 'private' });
      await other.must('POST', '/rooms/join', { code: third.code });
      await other.send(third, 'nor this');
      // The sweep subscribes sockets to what they missed.
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      const last = `for the program ${randomUUID()}`;
      await other.send(open, last);
      await program.receivesMessage(open.id, last);
      const heard = program.receivedEvents.map((event) => JSON.stringify(event));
      for (const id of [closed.id, third.id]) expect(heard.filter((text) => text.includes(id))).toEqual([]);
    }, 30_000);
  });

  describe('of few scopes', () => {
    test('gets no event of the others', async () => {
      const [member, other] = [await newMember(app.url), await newMember(app.url)];
      const room = await member.must<Room>('POST', '/rooms', { name: 'Words', kind: 'private' });
      await other.must('POST', '/rooms/join', { code: room.code });
      await other.goOnline();
      const program = await programWith(member, { scopes: ['rooms:read', 'messages:read', 'people:read'] });
      await program.goOnline();
      expect(
        await program.tryCommand('send_message', { roomId: room.id, clientId: randomUUID(), body: 'x' }),
      ).toMatchObject(refusal(403, 'insufficient_scope'));
      await other.send(room, 'heard');
      await program.receivesMessage(room.id, 'heard');
      const few = await programWith(member, { scopes: ['rooms:read'] });
      const socket = await few.listen();
      expect(await few.tryCommand('sync', {})).toMatchObject(refusal(403, 'insufficient_scope'));
      await other.send(room, 'heard again');
      await program.receivesMessage(room.id, 'heard again');
      expect(few.receivedEvents).toEqual([]);
      expect(socket.connected).toBe(true);
      for (const each of [program, few, other]) each.goOffline();
    });

    test('does not show its person as here, unless it may', async () => {
      const [member, other] = [await newMember(app.url), await newMember(app.url)];
      const room = await member.must<Room>('POST', '/rooms', { name: 'Here', kind: 'private' });
      await other.must('POST', '/rooms/join', { code: room.code });
      const presence = async () =>
        (await other.must<{ presence: string }[]>('GET', `/presence?userIds=${member.id}`))[0]?.presence;
      const silent = await programWith(member, { scopes: ['rooms:read'] });
      await silent.listen();
      expect(await presence()).toBe('offline');
      const shown = await programWith(member, { scopes: ['presence:write'] });
      await shown.listen();
      await eventually(async () => (await presence()) === 'online', 'the member is here');
      silent.goOffline();
      shown.goOffline();
    });

    test('opens no file by an address that was signed for it', async () => {
      const member = await newMember(app.url);
      const room = await member.must<Room>('POST', '/rooms', { name: 'Files', kind: 'private' });
      const { id } = await uploaded(member, { name: 'figures.json', bytes: Buffer.from('[1, 2]') });
      await member.must('POST', `/rooms/${room.id}/messages`, {
        clientId: randomUUID(),
        body: '',
        attachmentIds: [id],
      });
      const urlFor = async (caller: Member) => {
        const { items } = await caller.must<{ items: { attachments: { url: string }[] }[] }>(
          'GET',
          `/rooms/${room.id}/messages`,
        );
        return items.flatMap(({ attachments }) => attachments)[0]?.url ?? '';
      };
      const status = async (url: string) => (await fetch(app.url + url)).status;
      expect(await status(await urlFor(member))).toBe(200);
      expect(await status(await urlFor(await programWith(member, { scopes: ['messages:read'] })))).toBe(403);
      const having = await programWith(member, { scopes: ['messages:read', 'files:read'] });
      const url = await urlFor(having);
      expect(await status(url)).toBe(200);
      const [token] = await listOf(member);
      await member.must('DELETE', `/auth/tokens/${token?.id}`);
      expect(await status(url)).toBe(401);
    });
  });
});
