import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { MadeToken } from '../../../src/auth/tokens/tokens.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import type {
  AdministeredBotPage,
  AdministeredHook,
  AdministeredHookPage,
} from '../../../src/integrations/administration/integrations-administration.dto.ts';
import type { Bot, MadeBot } from '../../../src/integrations/bots/bots.dto.ts';
import type { Hook, MadeHook } from '../../../src/integrations/hooks/hooks.dto.ts';
import type { MemberPage } from '../../../src/rooms/members/members.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { History } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { ApiClient, type Member, newGuest, newMember, newMembers, newName, refused } from '../../support/member.ts';

const FORBIDDEN = refused(403, 'forbidden');
const NOT_FOUND = refused(404, 'not_found');

describe('programs of the whole server, by administrators', () => {
  let app: TestApp;
  let admin: Member;
  let moderator: Member;
  let guest: Member;
  let ada: Member;
  let ben: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    moderator = await newMember(app.url);
    guest = await newGuest(app.url);
    await admin.must('PATCH', `/admin/users/${moderator.id}`, { role: 'moderator' });
  });
  afterAll(() => app.close());

  beforeEach(async () => {
    [ada = admin, ben = admin] = await newMembers(app.url, 2);
    room = await ada.must<Room>('POST', '/rooms', { name: newName('Room'), kind: 'private' });
  });

  const database = () => app.nest.get(Database, { strict: false });
  /** The administrator is in none of the rooms. */
  const hooks = async (query: string) =>
    (await admin.must<AdministeredHookPage>('GET', `/admin/hooks?limit=100&${query}`)).items;
  const bots = async (query: string) =>
    (await admin.must<AdministeredBotPage>('GET', `/admin/bots?limit=100&${query}`)).items;
  const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);
  const newHook = (name = newName('h')) => ada.must<MadeHook>('POST', `/rooms/${room.id}/hooks`, { name });
  const newBot = async (owner = ada, displayName = newName('Bot')): Promise<Bot> =>
    (await owner.must<MadeBot>('POST', '/bots', { username: newName('b'), displayName })).bot;
  /** PUBLIC_URL is another address. */
  async function post(url: string, body: string): Promise<string> {
    const response = await fetch(app.url + new URL(url).pathname, { method: 'POST', body });
    return `${response.status} ${await response.text()}`;
  }
  const audited = async (action: string, hook: Hook) =>
    (await admin.must<AuditPage>('GET', `/admin/audit?action=${action}&limit=100`)).items.filter(
      ({ detail }) => detail.hook === hook.id,
    );

  test('are closed to all others', async () => {
    const { hook } = await newHook();
    const routes: [method: string, path: string, body?: object][] = [
      ['GET', '/admin/hooks'],
      ['PATCH', `/admin/hooks/${hook.id}`, { disabled: true }],
      ['DELETE', `/admin/hooks/${hook.id}`],
      ['GET', '/admin/bots'],
    ];
    for (const [method, path, body] of routes) {
      expect([path, await new ApiClient(app.url).ask(method, path, body)]).toMatchObject([path, { status: 401 }]);
      // The owner of the room, too: they have the routes of the room.
      for (const person of [ada, ben, guest, moderator])
        expect([path, await person.ask(method, path, body)]).toMatchObject([path, FORBIDDEN]);
    }
    expect(idsOf(await hooks(`q=${room.name}`))).toEqual([hook.id]);
  });

  describe('hooks', () => {
    test('are listed with room, owner, last use and failures, and without what opens them', async () => {
      const { hook, url } = await newHook();
      expect(await hooks(`q=${hook.name}`)).toEqual([
        {
          ...hook,
          room: { id: room.id, kind: 'private', name: room.name, archived: false },
          owner: expect.objectContaining({ id: ada.id }),
          calls: 0,
          failures: 0,
          lastCall: null,
        },
      ]);
      expect(await post(url, '{"text":"deployed"}')).toBe('200 ok');
      expect(await post(url, '{}')).toBe('400 no_text');
      const [found] = await hooks(`q=${hook.name}`);
      expect(found).toMatchObject({
        lastUsedAt: expect.any(String),
        calls: 2,
        failures: 1,
        lastCall: { at: expect.stringMatching(/Z$/), status: 400, word: 'no_text', bytes: 2 },
      });
      expect(JSON.stringify(found)).not.toContain(url.split('/').at(-1));
      expect(JSON.stringify(found)).not.toContain(room.code);
      expect(await admin.ask('GET', `/rooms/${room.id}/hooks`)).toMatchObject(refused(404, 'room_not_found'));
      expect(await admin.ask('POST', `/hooks/${hook.id}/rotate`)).toMatchObject(NOT_FOUND);
    });

    test('are found by their name, room and owner, whatever the case, page by page', async () => {
      const start = newName('f');
      for (const end of ['b', 'A', 'c']) await newHook(`${start} ${end}`);
      const names = async (query: string) => (await hooks(query)).map(({ name }) => name.split(' ').at(-1));
      expect(await names(`q=${start.toUpperCase()}`)).toEqual(['A', 'b', 'c']);
      expect(await names(`q=${room.name}`)).toEqual(['A', 'b', 'c']);
      expect(await names(`q=${ada.username}`)).toEqual(['A', 'b', 'c']);
      expect(await names(`q=${encodeURIComponent('%_')}`)).toEqual([]);
      const first = await admin.must<AdministeredHookPage>('GET', `/admin/hooks?limit=2&q=${start}`);
      const rest = await admin.must<AdministeredHookPage>(
        'GET',
        `/admin/hooks?limit=2&q=${start}&cursor=${first.next}`,
      );
      expect([...first.items, ...rest.items].map(({ name }) => name.split(' ').at(-1))).toEqual(['A', 'b', 'c']);
      expect(rest.next).toBeNull();
    });

    test('are chosen by what they are', async () => {
      const [idle, failing, disabled] = [await newHook(), await newHook(), await newHook()];
      await post(idle.url, '{}');
      await post(idle.url, '{"text":"deployed"}');
      await post(failing.url, '{"text":"deployed"}');
      await post(failing.url, '{}');
      await ada.must('PATCH', `/hooks/${disabled.hook.id}`, { disabled: true });
      const chosen = async (show: string) => idsOf(await hooks(`q=${room.name}&show=${show}`));
      expect(await chosen('failing')).toEqual([failing.hook.id]);
      expect(await chosen('disabled')).toEqual([disabled.hook.id]);
      expect(await chosen('unused')).toEqual([disabled.hook.id]);
      await database().query(`UPDATE hooks SET last_used_at = now() - interval '31 days' WHERE id = $1`, [
        idle.hook.id,
      ]);
      expect((await chosen('unused')).sort()).toEqual([idle.hook.id, disabled.hook.id].sort());
    });

    test.each(['show=nothing', 'q=', 'cursor=x', 'limit=0', 'limit=1e2'])('are not listed for %s', async (query) => {
      expect(await admin.ask('GET', `/admin/hooks?${query}`)).toMatchObject(refused(400, 'invalid_input'));
    });

    test('are disabled and enabled, which is recorded', async () => {
      const { hook, url } = await newHook();
      const change = (disabled: unknown) =>
        admin.ask<AdministeredHook>('PATCH', `/admin/hooks/${hook.id}`, { disabled });
      expect((await change(true)).body).toMatchObject({
        id: hook.id,
        disabledAt: expect.any(String),
        room: { id: room.id },
      });
      expect(await post(url, '{"text":"deployed"}')).toBe('404 no_service');
      expect((await change(false)).body.disabledAt).toBeNull();
      expect(await post(url, '{"text":"deployed"}')).toBe('200 ok');
      for (const wrong of [null, 'true', undefined])
        expect(await change(wrong)).toMatchObject(refused(400, 'invalid_input'));
      // Names and secrets are changed in the room.
      expect(await admin.ask('PATCH', `/admin/hooks/${hook.id}`, { disabled: true, name: 'Mine' })).toMatchObject(
        refused(400, 'invalid_input'),
      );
      expect(await audited('hook_changed', hook)).toMatchObject([
        { actorId: admin.id, detail: { fields: 'disabled' } },
        { actorId: admin.id, detail: { fields: 'disabled' } },
      ]);
    });

    test('are deleted; their messages stay and their bots leave', async () => {
      const { hook, url } = await newHook();
      await post(url, '{"text":"what I have said"}');
      await admin.must('DELETE', `/admin/hooks/${hook.id}`);
      expect(await post(url, '{"text":"more"}')).toBe('404 no_service');
      expect(await hooks(`q=${room.name}`)).toEqual([]);
      expect(await admin.ask('DELETE', `/admin/hooks/${hook.id}`)).toMatchObject(NOT_FOUND);
      expect(await admin.ask('PATCH', `/admin/hooks/${hook.id}`, { disabled: true })).toMatchObject(NOT_FOUND);
      const { items } = await ada.must<History>('GET', `/rooms/${room.id}/messages`);
      expect(items.find(({ body }) => body === 'what I have said')?.author?.displayName).toBe('Deleted bot');
      const members = await ada.must<MemberPage>('GET', `/rooms/${room.id}/members`);
      expect(members.items.map(({ user }) => user.id)).toEqual([ada.id]);
      expect(await audited('hook_deleted', hook)).toMatchObject([{ actorId: admin.id }]);
    });

    test('are deleted once, also by two at the same time', async () => {
      const { hook } = await newHook();
      const answers = await Promise.all([
        admin.ask('DELETE', `/admin/hooks/${hook.id}`),
        ada.ask('DELETE', `/hooks/${hook.id}`),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 404]);
      expect(await audited('hook_deleted', hook)).toHaveLength(1);
    });

    test('stay when the account of who made them is deleted, and go with their room', async () => {
      const { hook } = await newHook();
      await ben.must('POST', '/rooms/join', { code: room.code });
      await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'owner' });
      await ada.must('DELETE', '/users/me', { password: ada.password });
      expect((await hooks(`q=${room.name}`)).map(({ owner }) => owner?.displayName)).toEqual(['Deleted account']);
      await ben.must('DELETE', `/rooms/${room.id}`);
      expect(await hooks(`q=${hook.name}`)).toEqual([]);
      expect(await admin.ask('DELETE', `/admin/hooks/${hook.id}`)).toMatchObject(NOT_FOUND);
    });
  });

  describe('bots', () => {
    test('are listed with owner, rooms, tokens and last use', async () => {
      const bot = await newBot();
      const place = await ada.must<Room>('POST', '/rooms', { name: `A ${newName('Room')}`, kind: 'public' });
      for (const { id } of [room, place]) await ada.must('POST', `/rooms/${id}/members`, { userIds: [bot.id] });
      const { secret } = await ada.must<MadeToken>('POST', `/bots/${bot.id}/tokens`, {
        name: 'CI',
        scopes: ['rooms:read'],
      });
      const [found] = await bots(`q=${bot.username}`);
      expect(found).toEqual({
        ...bot,
        owner: expect.objectContaining({ id: ada.id }),
        ownerless: false,
        rooms: [
          { id: place.id, kind: 'public', name: place.name, archived: false },
          { id: room.id, kind: 'private', name: room.name, archived: false },
        ],
        roomCount: 2,
        tokenCount: 1,
        lastUsedAt: null,
      });
      await fetch(`${app.url}/api/v1/rooms`, { headers: { authorization: `Bearer ${secret}` } });
      expect((await bots(`q=${bot.username}`)).map(({ lastUsedAt }) => lastUsedAt)).toEqual([expect.any(String)]);
      expect(JSON.stringify(await bots(`q=${bot.username}`))).not.toContain(secret);
      for (const query of [bot.displayName, ada.username, room.name])
        expect(idsOf(await bots(`q=${encodeURIComponent(query)}`))).toEqual([bot.id]);
      // Those of hooks are in the other list.
      const { hook } = await newHook();
      expect(await bots(`q=${hook.bot.username}`)).toEqual([]);
    });

    test('are chosen by what they are', async () => {
      const start = newName('s');
      const [used, stopped, left] = [
        await newBot(ada, `${start} a`),
        await newBot(ada, `${start} b`),
        await newBot(ben, `${start} c`),
      ];
      const { secret } = await ada.must<MadeToken>('POST', `/bots/${used.id}/tokens`, {
        name: 'CI',
        scopes: ['rooms:read'],
      });
      await fetch(`${app.url}/api/v1/rooms`, { headers: { authorization: `Bearer ${secret}` } });
      await ada.must('PATCH', `/bots/${stopped.id}`, { disabled: true });
      await admin.must('PATCH', `/admin/users/${ben.id}`, { disabled: true });
      const chosen = async (show: string) => idsOf(await bots(`q=${start}&show=${show}`));
      expect(await chosen('disabled')).toEqual([stopped.id, left.id]);
      expect(await chosen('ownerless')).toEqual([left.id]);
      expect(await chosen('unused')).toEqual([stopped.id, left.id]);
      await admin.must('PATCH', `/bots/${left.id}`, { ownerId: ada.id });
      expect(await chosen('ownerless')).toEqual([]);
      expect((await bots(`q=${start}`)).map(({ ownerless, owner }) => [ownerless, owner.id])).toEqual(
        Array<unknown>(3).fill([false, ada.id]),
      );
    });

    test('are listed page by page', async () => {
      const start = newName('p');
      for (const end of ['b', 'A', 'c']) await newBot(ada, `${start} ${end}`);
      const first = await admin.must<AdministeredBotPage>('GET', `/admin/bots?limit=2&q=${start}`);
      const rest = await admin.must<AdministeredBotPage>('GET', `/admin/bots?limit=2&q=${start}&cursor=${first.next}`);
      expect([...first.items, ...rest.items].map(({ displayName }) => displayName.split(' ').at(-1))).toEqual([
        'A',
        'b',
        'c',
      ]);
      expect(rest.next).toBeNull();
      expect(await admin.ask('GET', `/admin/bots?show=${randomUUID()}`)).toMatchObject(refused(400, 'invalid_input'));
    });
  });
});
