import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { MadeToken, MakeToken, TokenPage } from '../../../src/auth/tokens/tokens.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import type { Bot, BotPage, BotRooms, MadeBot } from '../../../src/integrations/bots/bots.dto.ts';
import type { PresenceState } from '../../../src/presence/presence.dto.ts';
import type { MemberPage } from '../../../src/rooms/members/members.dto.ts';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { History, Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { mailTo } from '../../support/mailbox.ts';
import {
  eventually,
  Member,
  newGuest,
  newMember,
  newMembers,
  newName,
  refusal,
  refused,
} from '../../support/member.ts';
import { EVERY_SCOPE } from '../../support/sign-in/tokens.ts';

const NOT_FOUND = refused(404, 'not_found');
const FORBIDDEN = refused(403, 'forbidden');

describe('a bot', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;
  let ben: Member;
  let bot: Bot;

  beforeAll(async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    admin = await newMember(app.url);
  }, 120_000);
  afterAll(() => app.close());

  beforeEach(async () => {
    [ada = admin, ben = admin] = await newMembers(app.url, 2);
    bot = await makeBot(ada);
  });

  const makeBot = async (owner: Member): Promise<Bot> =>
    (await owner.must<MadeBot>('POST', '/bots', { username: newName('b'), displayName: 'Deployments' })).bot;
  const makeToken = (owner: Member, wanted: Partial<MakeToken> = {}, of = bot) =>
    owner.must<MadeToken>('POST', `/bots/${of.id}/tokens`, { name: 'CI', scopes: EVERY_SCOPE, ...wanted });
  const programWith = async (owner: Member, wanted?: Partial<MakeToken>): Promise<Member> => {
    const { secret } = await makeToken(owner, wanted);
    const { username, displayName } = bot;
    const program = new Member(app.url, username, '', { ...owner.user, id: bot.id, username, displayName });
    program.token = secret;
    return program;
  };
  const roomWith = async (...people: Member[]): Promise<Room> => {
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Operations', kind: 'private' });
    for (const person of people) await person.must('POST', '/rooms/join', { code: room.code });
    return room;
  };
  const putInto = (room: Room, by = ada) => by.must('POST', `/rooms/${room.id}/members`, { userIds: [bot.id] });
  const write = (program: Member, room: Room, body = 'deployed') =>
    program.ask<Message>('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body });
  const change = (by: Member, input: object) => by.ask<Bot>('PATCH', `/bots/${bot.id}`, input);
  const membersOf = async (room: Room) =>
    (await ada.must<MemberPage>('GET', `/rooms/${room.id}/members`)).items.map(({ user }) => user.id);

  test('belongs to who made it, who renames, stops and deletes it', async () => {
    expect(bot).toEqual({
      id: expect.any(String),
      username: expect.stringMatching(/^b_/),
      displayName: 'Deployments',
      avatarUrl: null,
      bot: true,
      ownerId: ada.id,
      disabledAt: null,
    });
    expect(await ada.must<BotPage>('GET', '/bots')).toEqual({ items: [bot], next: null });
    expect((await ben.must<BotPage>('GET', '/bots')).items).toEqual([]);
    expect(await change(ada, { displayName: 'Releases' })).toMatchObject({ body: { displayName: 'Releases' } });
    expect((await change(ada, { disabled: true })).body.disabledAt).toEqual(expect.any(String));
    expect((await change(ada, { disabled: false })).body.disabledAt).toBeNull();
    await ada.must('DELETE', `/bots/${bot.id}`);
    expect((await ada.must<BotPage>('GET', '/bots')).items).toEqual([]);
    // Its name is free again.
    await ben.must('POST', '/bots', { username: bot.username });
    const audit = await admin.must<AuditPage>('GET', `/admin/audit?userId=${bot.id}`);
    expect(audit.items.map(({ action }) => action)).toEqual([
      'bot_deleted',
      'bot_changed',
      'bot_changed',
      'bot_changed',
      'bot_made',
    ]);
  });

  test.each([
    ['no name', {}],
    ['a name that is reserved', { username: 'admin' }],
    ['a name of other letters', { username: 'dépl' }],
    ['a short name', { username: 'ab' }],
    ['a display name that shows nothing', { username: 'deploy_x', displayName: '\u200b' }],
    ['a password', { username: 'deploy_x', password: 'a fine long password' }],
    ['an owner', { username: 'deploy_x', ownerId: randomUUID() }],
  ])('is not made with %s', async (_what, input) => {
    expect((await ada.ask('POST', '/bots', input)).body.code).toMatch(/^(invalid_input|username_taken)$/);
  });

  test('has a name that nobody else has, nor one that looks like it', async () => {
    for (const username of [ben.username, ben.username.toUpperCase(), bot.username])
      expect(await ada.ask('POST', '/bots', { username })).toMatchObject({
        ...refused(409, 'username_taken'),
        body: { code: 'username_taken' },
      });
  });

  test('is one of ten, also of those that are made at once, and of no guest', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, () => ben.ask('POST', '/bots', { username: newName('b') })),
    );
    expect(made.map(({ status }) => status).sort()).toEqual([...Array<number>(10).fill(201), 403, 403]);
    const guest = await newGuest(app.url);
    expect(await guest.ask('POST', '/bots', { username: newName('b') })).toMatchObject(FORBIDDEN);
    for (let made = 0; made < 11; made++) await makeBot(admin);
  });

  test('names the rooms that people have put it into, to its owner', async () => {
    const room = await roomWith();
    const rooms = async (of = ada) => (await of.must<BotRooms>('GET', `/bots/${bot.id}/rooms`)).items;
    expect(await rooms()).toEqual([]);
    await putInto(room);
    expect(await rooms()).toEqual([{ id: room.id, kind: 'private', name: room.name, archived: false }]);
    expect(await rooms(admin)).toHaveLength(1);
    await ada.must('DELETE', `/rooms/${room.id}/members/${bot.id}`);
    expect(await rooms()).toEqual([]);
  });

  test('is listed to an administrator with those of others, unless they ask for their own', async () => {
    const own = await makeBot(admin);
    const { items } = await admin.must<BotPage>('GET', '/bots?mine=true&limit=100');
    expect(items.map(({ id }) => id)).toContain(own.id);
    expect(items.every(({ ownerId }) => ownerId === admin.id)).toBe(true);
    expect((await ada.must<BotPage>('GET', '/bots?mine=true')).items).toEqual([bot]);
    expect((await admin.ask('GET', '/bots?mine=maybe')).body.code).toBe('invalid_input');
  });

  test('is nobody else’s business, but that of administrators, who never act as it', async () => {
    const { token } = await makeToken(ada);
    const routes: [method: string, path: string, body?: object][] = [
      ['PATCH', `/bots/${bot.id}`, { displayName: 'Mine' }],
      ['PATCH', `/bots/${bot.id}`, {}],
      ['DELETE', `/bots/${bot.id}`],
      ['GET', `/bots/${bot.id}/rooms`],
      ['GET', `/bots/${bot.id}/tokens`],
      ['POST', `/bots/${bot.id}/tokens`, { name: 'x', scopes: ['search'] }],
      ['DELETE', `/bots/${bot.id}/tokens/${token.id}`],
    ];
    for (const route of routes) expect(await ben.ask(...route)).toMatchObject(NOT_FOUND);
    expect(await change(ada, { ownerId: ben.id })).toMatchObject(FORBIDDEN);
    expect(await admin.ask('POST', `/bots/${bot.id}/tokens`, { name: 'x', scopes: ['search'] })).toMatchObject(
      FORBIDDEN,
    );
    const all = await admin.must<BotPage>('GET', '/bots?limit=100');
    expect(all.items).toContainEqual(bot);
    const first = await admin.must<BotPage>('GET', '/bots?limit=1');
    const second = await admin.must<BotPage>('GET', `/bots?limit=1&cursor=${first.next}`);
    expect([first.items, second.items]).toEqual([all.items.slice(0, 1), all.items.slice(1, 2)]);
    expect((await admin.must<TokenPage>('GET', `/bots/${bot.id}/tokens`)).items).toEqual([token]);
    await admin.must('DELETE', `/bots/${bot.id}/tokens/${token.id}`);
    const mail = await mailTo(`${ada.username}@example.org`, ({ text }) => text.includes('Deployments: CI'));
    expect(mail.text).toContain('Deployments: CI');
    expect((await change(admin, { disabled: true })).status).toBe(200);
    // None of these makes an account of it.
    expect(await admin.ask('PATCH', `/admin/users/${bot.id}`, { role: 'admin' })).toMatchObject(
      refused(404, 'user_not_found'),
    );
    expect(await admin.ask('DELETE', `/admin/users/${bot.id}`, { username: bot.username })).toMatchObject(
      refused(404, 'user_not_found'),
    );
  });

  test('reads and writes in the rooms that people put it into', async () => {
    const room = await roomWith(ben);
    const program = await programWith(ada);
    expect(await write(program, room)).toMatchObject(refused(404, 'room_not_found'));
    await ben.goOnline();
    await putInto(room, ben);
    expect(await write(program, room)).toMatchObject({ status: 201 });
    expect(await ben.receivesMessage(room.id, 'deployed')).toMatchObject({
      author: { id: bot.id, displayName: 'Deployments', bot: true },
      via: 'CI',
    });
    await ben.send(room, 'thanks');
    const { items } = await program.must<History>('GET', `/rooms/${room.id}/messages`);
    expect(items.map(({ body }) => body)).toContain('thanks');
    const found = await ben.must<{ items: { id: string }[] }>('GET', `/users?q=${bot.username}`);
    expect(found.items).toMatchObject([{ id: bot.id, bot: true }]);
    ben.goOffline();
  });

  test('is in no room of its own, nor enters one by itself', async () => {
    const open = await ada.must<Room>('POST', '/rooms', { name: newName('open'), kind: 'public' });
    const other = await makeBot(ada);
    const room = await roomWith();
    const program = await programWith(ada);
    await program.goOnline();
    const { rooms } = await program.command('sync', { rooms: [] });
    expect(rooms).toEqual([]);
    expect((await program.must<RoomPage>('GET', '/rooms')).items).toEqual([]);
    for (const [method, path, body] of [
      ['POST', '/rooms/join', { code: open.code }],
      ['POST', '/rooms', { name: 'Mine', kind: 'private' }],
      ['PUT', `/rooms/direct/${ben.id}`],
      ['GET', '/rooms/directory'],
    ] as const)
      expect([path, (await program.ask(method, path, body)).status]).toEqual([path, 403]);
    expect(await program.tryCommand('join_room', { code: open.code })).toMatchObject(refusal(403, 'forbidden'));
    expect(await program.tryCommand('create_room', { name: 'Mine', kind: 'private' })).toMatchObject(
      refusal(403, 'forbidden'),
    );
    expect(await program.ask('POST', `/rooms/${open.id}/join`)).toMatchObject({ status: 403 });
    for (const path of [`/rooms/${open.id}`, `/rooms/${open.id}/preview`])
      expect(await program.ask('GET', path)).toMatchObject(refused(404, 'room_not_found'));
    await putInto(room);
    // People put bots into rooms, and no other bots do.
    expect(await program.ask('POST', `/rooms/${room.id}/members`, { userIds: [other.id] })).toMatchObject(FORBIDDEN);
    expect(await ben.ask('PUT', `/rooms/direct/${bot.id}`)).toMatchObject(refused(404, 'user_not_found'));
    program.goOffline();
  });

  test('has neither sign-in nor anything else of a person', async () => {
    const room = await roomWith(ben);
    const program = await programWith(ada);
    await putInto(room);
    for (const [method, path, body] of [
      ['GET', '/auth/sessions'],
      ['GET', '/auth/tokens'],
      ['POST', '/auth/tokens', { name: 'x', scopes: ['search'] }],
      ['GET', '/bots'],
      ['POST', '/bots', { username: newName('b') }],
      ['POST', `/bots/${bot.id}/tokens`, { name: 'x', scopes: ['search'] }],
      ['PATCH', '/users/me', { preferences: { readReceipts: true } }],
    ] as const)
      expect([path, (await program.ask(method, path, body)).body]).toMatchObject([path, { code: 'session_required' }]);
    expect(await program.ask('GET', '/admin/users')).toMatchObject({ status: 403 });

    await program.goOnline();
    const message = await ben.must<Message>('POST', `/rooms/${room.id}/messages`, {
      clientId: randomUUID(),
      body: 'hi',
    });
    await program.receivesMessage(room.id, 'hi');
    await program.command('mark_read', { roomId: room.id, seq: message.seq });
    expect(await ben.must('GET', `/messages/${message.id}/readers`)).toMatchObject({ count: 0 });
    const presence = await ben.must<PresenceState[]>('GET', `/presence?userIds=${bot.id}`);
    expect(presence).toMatchObject([{ presence: 'offline', lastSeenAt: null }]);
    program.goOffline();
  });

  describe('has tokens', () => {
    test('of its own kind, with scopes and rooms, told once and closed by default', async () => {
      const room = await roomWith();
      const other = await roomWith();
      expect(
        await ada.ask('POST', `/bots/${bot.id}/tokens`, { name: 'x', scopes: ['search'], roomIds: [room.id] }),
      ).toMatchObject(refused(400, 'invalid_input'));
      await putInto(room);
      await putInto(other);
      const { token, secret } = await makeToken(ada, { scopes: ['messages:write'], roomIds: [room.id], days: 7 });
      expect(secret).toMatch(/^parley_bot_[0-9A-Za-z]{49}$/);
      expect(token).toMatchObject({ name: 'CI', scopes: ['messages:write'], roomIds: [room.id], lastUsedAt: null });
      const program = await programWith(ada, { scopes: ['messages:write'], roomIds: [room.id] });
      expect((await write(program, room)).status).toBe(201);
      expect(await write(program, other)).toMatchObject(refused(404, 'room_not_found'));
      expect(await program.ask('GET', `/rooms/${room.id}/messages`)).toMatchObject({
        status: 403,
        body: { code: 'insufficient_scope' },
      });
      const { items } = await ada.must<TokenPage>('GET', `/bots/${bot.id}/tokens`);
      expect(items.map(({ lastUsedAt }) => lastUsedAt)).toEqual([expect.any(String), null]);
      expect((await ada.must<TokenPage>('GET', '/auth/tokens')).items).toEqual([]);
      expect(JSON.stringify(items)).not.toContain(secret);
    });

    test('made by a session that has just proved itself', async () => {
      await app.nest
        .get(Database, { strict: false })
        .query(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE user_id = $1`, [ada.id]);
      expect(await ada.ask('POST', `/bots/${bot.id}/tokens`, { name: 'x', scopes: ['search'] })).toMatchObject(
        refused(403, 'confirmation_required'),
      );
    });

    test('that nobody writes into a room who answers for it', async () => {
      const room = await roomWith(ben);
      const { secret } = await makeToken(ada);
      const said = (by: Member) =>
        by.ask('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: `use ${secret}` });
      expect(await said(ada)).toMatchObject({ status: 400, body: { code: 'secret_in_message' } });
      expect((await said(ben)).status).toBe(201);
    });

    test.each<[string, () => Promise<unknown>]>([
      [
        'the token is ended',
        async () => {
          const { items } = await ada.must<TokenPage>('GET', `/bots/${bot.id}/tokens`);
          await ada.must('DELETE', `/bots/${bot.id}/tokens/${items[0]?.id}`);
        },
      ],
      ['it is stopped', () => change(ada, { disabled: true })],
      ['it is deleted', () => ada.must('DELETE', `/bots/${bot.id}`)],
      ['its owner is disabled', () => admin.must('PATCH', `/admin/users/${ada.id}`, { disabled: true })],
      ['its owner deletes their account', () => ada.must('DELETE', '/users/me', { password: ada.password })],
      ['it is given to another person', () => change(admin, { ownerId: ben.id })],
    ])('that end with their sockets once %s', async (_what, act) => {
      const room = await roomWith(ben);
      await putInto(room);
      const program = await programWith(ada);
      await program.goOnline();
      await act();
      await eventually(() => program.socket?.disconnected || undefined, 'the socket is cut');
      expect((await program.ask('GET', '/rooms')).body.code).toMatch(/^(session_ended|unauthenticated)$/);
      await expect(program.connect()).rejects.toThrow();
    });
  });

  test('stops with the account of its owner, until an administrator gives it to another', async () => {
    await admin.must('PATCH', `/admin/users/${ada.id}`, { disabled: true });
    const [stopped] = (await admin.must<BotPage>('GET', '/bots?limit=100')).items.filter(({ id }) => id === bot.id);
    expect(stopped?.disabledAt).toEqual(expect.any(String));
    expect(await change(admin, { disabled: false })).toMatchObject(FORBIDDEN);
    expect(await change(admin, { ownerId: randomUUID() })).toMatchObject({
      status: 404,
      body: { code: 'user_not_found' },
    });
    expect(await change(admin, { ownerId: bot.id })).toMatchObject({ status: 404, body: { code: 'user_not_found' } });
    expect(await change(admin, { ownerId: ada.id })).toMatchObject({ status: 404, body: { code: 'user_not_found' } });
    expect((await change(admin, { ownerId: ben.id })).body).toEqual({ ...bot, ownerId: ben.id });
    expect((await ben.must<BotPage>('GET', '/bots')).items).toEqual([{ ...bot, ownerId: ben.id }]);
    bot = { ...bot, ownerId: ben.id };
    expect((await (await programWith(ben)).ask('GET', '/rooms')).status).toBe(200);
  });

  test('stays stopped with its new owner when the one before has stopped it', async () => {
    await change(ada, { disabled: true });
    expect((await change(admin, { ownerId: ben.id })).body.disabledAt).toEqual(expect.any(String));
    expect(await ben.ask('POST', `/bots/${bot.id}/tokens`, { name: 'x', scopes: ['search'] })).toMatchObject(FORBIDDEN);
    expect((await change(ben, { disabled: false })).body.disabledAt).toBeNull();
  });

  test('reads for its new owner only what they may read', async () => {
    const [theirs, hidden] = [await roomWith(ben), await roomWith()];
    await putInto(theirs);
    await putInto(hidden);
    await change(admin, { ownerId: ben.id });
    expect(await membersOf(theirs)).toContain(bot.id);
    expect(await membersOf(hidden)).not.toContain(bot.id);
  });

  test('leaves its rooms and its messages once it is deleted', async () => {
    const room = await roomWith();
    await putInto(room);
    await write(await programWith(ada), room, 'what I have said');
    await ada.must('DELETE', `/bots/${bot.id}`);
    expect(await membersOf(room)).toEqual([ada.id]);
    const { items } = await ada.must<History>('GET', `/rooms/${room.id}/messages`);
    expect(items.find(({ body }) => body === 'what I have said')?.author).toMatchObject({
      displayName: 'Deleted bot',
      bot: true,
    });
    expect(await ada.ask('GET', `/bots/${bot.id}/tokens`)).toMatchObject(NOT_FOUND);
  });

  test('is muted in a room once it writes more there than people could read, with a notice', async () => {
    const [room, other] = [await roomWith(ben), await roomWith()];
    await putInto(room);
    await putInto(other);
    const program = await programWith(ada);
    await program.goOnline();
    await ben.goOnline();
    for (let sent = 0; sent < 30; sent++) expect((await write(program, room, `loop ${sent}`)).status).toBe(201);
    expect(await write(program, room)).toMatchObject(refused(403, 'muted'));
    const again = { roomId: room.id, clientId: randomUUID(), body: 'again' };
    expect(await program.tryCommand('send_message', again)).toMatchObject(refusal(403, 'muted'));
    const { items } = await ben.must<History>('GET', `/rooms/${room.id}/messages`);
    const notices = items.filter(({ system }) => system?.event === 'bot_muted');
    expect(notices.map(({ system }) => system?.userId)).toEqual([bot.id]);
    const mutes = await ada.must<{ items: { user: { id: string }; mutedUntil: string }[] }>(
      'GET',
      `/rooms/${room.id}/mutes`,
    );
    expect(mutes.items).toMatchObject([{ user: { id: bot.id }, mutedBy: null }]);
    const minutes = (Date.parse(mutes.items[0]?.mutedUntil ?? '') - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(8);
    expect(minutes).toBeLessThanOrEqual(10);
    // Elsewhere it goes on, and people are not counted.
    expect((await write(program, other)).status).toBe(201);
    for (let sent = 0; sent < 32; sent++) await ben.send(room, `people ${sent}`);
    program.goOffline();
    ben.goOffline();
  });
});
