import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { BotPage, MadeBot } from '../../../src/integrations/bots/bots.dto.ts';
import type { SubscriptionList } from '../../../src/integrations/subscriptions/subscriptions.dto.ts';
import type { MemberPage } from '../../../src/rooms/members/members.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newGuest, newMember, newName, refused } from '../../support/member.ts';
import { programWith } from '../../support/sign-in/tokens.ts';
import { SubscriptionSuite } from '../../support/subscriptions.ts';

/** Who makes, sees and ends subscriptions, and of what. What they send is in event-delivery.e2e.ts. */
describe('a subscription', () => {
  const suite = new SubscriptionSuite();
  /** A node whose operator lets administrators alone connect programs. */
  let strict: TestApp;
  beforeAll(async () => {
    await suite.start();
    const settings = { ROOM_INTEGRATIONS: 'off', OUTBOUND_ALLOW: '127.0.0.0/8' };
    strict = await startApp({ databaseUrl: suite.company.databaseUrl, settings });
  }, 120_000);
  afterAll(async () => {
    await suite.stop();
    await strict.close();
  });
  beforeEach(() => suite.begin());
  afterEach(() => suite.end());

  test('has a bot of its name in the room, and tells its secret once', async () => {
    const { database, admin, ada, room, receiver, subscribe, shown } = suite;
    const { subscription, secret } = await subscribe();
    expect(subscription).toEqual({
      id: expect.any(String),
      name: 'Tickets',
      url: receiver.url,
      events: ['message.created'],
      roomIds: [room.id],
      format: 'parley',
      botId: expect.any(String),
      includeHooks: false,
      disabledAt: null,
      lastDeliveredAt: null,
      waiting: expect.any(Number),
      silentBecause: null,
      failingSince: null,
      nextTryAt: null,
    });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { items } = await ada.must<MemberPage>('GET', `/rooms/${room.id}/members`);
    expect(items.find(({ user }) => user.id === subscription.botId)).toMatchObject({
      role: 'member',
      user: { displayName: 'Tickets', bot: true },
    });
    expect(JSON.stringify(await shown(subscription))).not.toContain(secret);
    const [row] = await database.query<{ secret: Buffer }>(`SELECT secret FROM subscriptions WHERE id = $1`, [
      subscription.id,
    ]);
    expect(row?.secret.includes(Buffer.from(secret))).toBe(false);
    const { items: acts } = await admin.must<AuditPage>('GET', '/admin/audit?action=subscription_made');
    expect(acts[0]).toMatchObject({ actorId: ada.id, detail: { name: 'Tickets', rooms: room.id } });
    expect(JSON.stringify(acts)).not.toContain(secret.slice(6));
  });

  test.each([
    ['nothing', ''],
    ['no address', 'tickets'],
    ['another protocol', 'gopher://example.org/'],
    ['a file', 'file:///etc/passwd'],
    ['an address without encryption', 'http://example.org/events'],
    ['a name and a password', 'https://ada:secret@example.org/'],
    ['an address inside that the operator has not named', 'https://10.0.0.1/'],
    ['the same in hexadecimal', 'https://0xa.1/'],
    ['the service of a cloud', 'http://169.254.169.254/latest/meta-data'],
    ['a name without an address', 'https://nowhere.invalid/'],
    ['more than an address', `https://example.org/${'x'.repeat(1_000)}`],
  ])('is not made for %s', async (_what, url) => {
    const { ada, input } = suite;
    expect(await ada.ask('POST', '/subscriptions', input({ url }))).toMatchObject({
      ...refused(400, 'invalid_input'),
      body: { fields: { url: [expect.any(String)] } },
    });
  });

  test.each<[string, () => object]>([
    ['no rooms', () => ({ roomIds: [] })],
    ['no events', () => ({ events: [] })],
    ['an unknown event', () => ({ events: ['message.read'] })],
    ['an event twice', () => ({ events: ['ping', 'ping'] })],
    ['an unknown format', () => ({ format: 'xml' })],
    ['what it does not know', () => ({ secret: 'mine' })],
  ])('is not made with %s', async (_what, wanted) => {
    const { ada } = suite;
    expect(await ada.ask('POST', '/subscriptions', { ...suite.input(), ...wanted() })).toMatchObject(
      refused(400, 'invalid_input'),
    );
  });

  describe('is for', () => {
    const outcome = async (by: Member, method: string, path: string, body?: object) => {
      const { status, body: answer } = await by.ask(method, path, body);
      return status < 300 ? 'done' : `${status} ${answer.code}`;
    };

    test('owners of all of its rooms, and administrators who are in them', async () => {
      const { admin, ada, ben, room, input } = suite;
      const other = await ben.must<Room>('POST', '/rooms', { name: 'Of Ben', kind: 'private' });
      expect(await outcome(ben, 'POST', '/subscriptions', input())).toBe('403 forbidden');
      expect(await outcome(ada, 'POST', '/subscriptions', input({ roomIds: [room.id, other.id] }))).toBe(
        '404 room_not_found',
      );
      expect(await outcome(admin, 'POST', '/subscriptions', input())).toBe('404 room_not_found');
      const guest = await newGuest(ada.url);
      await guest.must('POST', '/rooms/join', { code: room.code });
      expect(await outcome(guest, 'POST', '/subscriptions', input())).toBe('403 forbidden');
      await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'moderator' });
      expect(await outcome(ben, 'POST', '/subscriptions', input())).toBe('403 forbidden');
      await ada.must('POST', `/rooms/${room.id}/members`, { userIds: [admin.id] });
      expect(await outcome(admin, 'POST', '/subscriptions', input())).toBe('done');
      const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
      expect(await outcome(ada, 'POST', '/subscriptions', input({ roomIds: [direct.id] }))).toBe('403 forbidden');
    });

    test('nobody else: members are refused, strangers find nothing, administrators stop it', async () => {
      const { admin, ada, ben, receiver, subscribe } = suite;
      const { subscription } = await subscribe();
      const path = `/subscriptions/${subscription.id}`;
      const stranger = await newMember(ada.url);
      const routes: [method: string, path: string, body?: object][] = [
        ['PATCH', path, { name: 'Mine' }],
        ['PATCH', path, { url: receiver.url }],
        ['PATCH', path, { disabled: true }],
        ['POST', `${path}/rotate`],
        ['POST', `${path}/test`],
        ['GET', `${path}/failures`],
        ['POST', `${path}/failures/evt_x_1/send-again`],
        ['DELETE', path],
      ];
      for (const [method, at, body] of routes) {
        expect([method, at, await outcome(ben, method, at, body)]).toEqual([method, at, '403 forbidden']);
        expect([method, at, await outcome(stranger, method, at, body)]).toEqual([method, at, '404 not_found']);
      }
      for (const by of [ben, stranger])
        expect((await by.must<SubscriptionList>('GET', '/subscriptions')).items).toEqual([]);
      // An administrator who is not in the room: what is said there does not become theirs to send away.
      expect((await admin.must<SubscriptionList>('GET', '/subscriptions')).items).toMatchObject([
        { id: subscription.id },
      ]);
      for (const [method, at, body] of routes.filter(([, , body]) => !body || !('disabled' in body)))
        if (method !== 'GET' && method !== 'DELETE')
          expect([at, await outcome(admin, method, at, body)]).toEqual([at, '403 forbidden']);
      expect(await outcome(admin, 'PATCH', path, { disabled: true })).toBe('done');
      expect(await outcome(admin, 'PATCH', path, { disabled: false })).toBe('403 forbidden');
      expect(await outcome(admin, 'DELETE', path)).toBe('done');
      expect(await outcome(ada, 'DELETE', path)).toBe('404 not_found');
    });

    test('its maker to stop, once the room is theirs no more', async () => {
      const { ada, ben, room, subscribe } = suite;
      const { subscription } = await subscribe();
      const path = `/subscriptions/${subscription.id}`;
      await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'owner' });
      await ben.must('PATCH', `/rooms/${room.id}/members/${ada.id}`, { role: 'member' });
      expect(await outcome(ada, 'POST', `${path}/rotate`)).toBe('403 forbidden');
      expect(await outcome(ada, 'PATCH', path, { disabled: true })).toBe('done');
      expect(await outcome(ben, 'PATCH', path, { disabled: false })).toBe('done');
      expect(await outcome(ada, 'DELETE', path)).toBe('done');
    });

    test('people with a bot of their own, or a new one', async () => {
      const { ada, ben, input, subscribe, programOf } = suite;
      const { bot } = await ben.must<MadeBot>('POST', '/bots', { username: newName('b') });
      expect(await outcome(ada, 'POST', '/subscriptions', input({ botId: bot.id }))).toBe('404 not_found');
      const { subscription } = await subscribe();
      const program = await programOf({ id: subscription.botId, username: 'tickets' });
      expect(await outcome(program, 'POST', '/subscriptions', input())).toBe('403 forbidden');
    });

    test('tokens within their rooms and scopes', async () => {
      const { admin, ada, receiver, input, subscribe } = suite;
      const { subscription } = await subscribe();
      const path = `/subscriptions/${subscription.id}`;
      const other = await ada.must<Room>('POST', '/rooms', { name: 'Deck', kind: 'private' });
      const limited = await programWith(ada, { roomIds: [other.id] });
      const ofAdministrator = await programWith(admin, { scopes: ['hooks:manage', 'messages:read'] });
      for (const program of [limited, ofAdministrator]) {
        expect(await program.must<SubscriptionList>('GET', '/subscriptions')).toEqual({ items: [] });
        expect(await outcome(program, 'POST', '/subscriptions', input())).toBe('404 room_not_found');
        for (const method of ['PATCH', 'DELETE'])
          expect(await outcome(program, method, path, method === 'PATCH' ? { disabled: true } : undefined)).toBe(
            '404 not_found',
          );
      }
      const blind = await programWith(ada, { scopes: ['hooks:manage'] });
      expect(await outcome(blind, 'POST', '/subscriptions', input())).toBe('403 insufficient_scope');
      expect(await outcome(blind, 'PATCH', path, { url: receiver.url })).toBe('403 insufficient_scope');
      expect(await outcome(blind, 'DELETE', path)).toBe('done');
    });

    test('administrators alone where the operator says so', async () => {
      const { admin, ada, room, input, subscribe, say, isTold } = suite;
      const { subscription } = await subscribe();
      const there = ada.sameSession(strict.url);
      expect(await outcome(there, 'POST', '/subscriptions', input())).toBe('403 forbidden');
      await say('goes on');
      await isTold('message.created goes on');
      await ada.must('POST', `/rooms/${room.id}/members`, { userIds: [admin.id] });
      const path = `/subscriptions/${subscription.id}`;
      expect(await outcome(admin.sameSession(strict.url), 'PATCH', path, { name: 'Theirs' })).toBe('done');
    });
  });

  test('is one of fifty', async () => {
    const { database, ada, ben, input } = suite;
    await database.query(
      `INSERT INTO subscriptions (bot_id, name, url, format, events, secret)
       SELECT $1, 'x', 'https://example.org', 'parley', '{}', '' FROM generate_series(1, 50)`,
      [ben.id],
    );
    expect(await ada.ask('POST', '/subscriptions', input())).toMatchObject(refused(403, 'forbidden'));
    expect((await ada.must<BotPage>('GET', '/bots')).items).toEqual([]);
  });
});
