import { createHmac, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import type { Hook, HookCalls, HookPage, HookTest, MadeHook } from '../../../src/integrations/hooks/hooks.dto.ts';
import type { MemberPage } from '../../../src/rooms/members/members.dto.ts';
import type { PresenceState } from '../../../src/presence/presence.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { History, Message } from '../../../src/timeline/message.dto.ts';
import { type Member, newMember, refused } from '../../support/member.ts';
import { startTwoNodes, type TwoNodes } from '../../support/two-nodes.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

describe('a hook', () => {
  let company: TwoNodes;
  let admin: Member;
  let ada: Member;
  let ben: Member;
  let room: Room;
  let hook: Hook;
  let url: string;

  beforeAll(async () => {
    company = await startTwoNodes({});
    admin = await newMember(company.nodes[0].url);
    ada = await newMember(company.nodes[0].url);
    ben = await newMember(company.nodes[0].url);
  }, 120_000);
  afterAll(() => company.stop());

  beforeEach(async () => {
    room = await ada.must<Room>('POST', '/rooms', { name: 'Operations', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
    ({ hook, url } = await ada.must<MadeHook>('POST', `/rooms/${room.id}/hooks`, { name: 'Alerts' }));
  });

  /** The address as it is reached here: PUBLIC_URL is another one. */
  const at = (address: string, node = 0) => address.replace(/^https?:\/\/[^/]+/, company.nodes[node]?.url ?? '');
  async function call(body: unknown, headers: Record<string, string> = {}, address = at(url)) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(address, { method: 'POST', body: text, headers });
    return { status: response.status, text: await response.text(), headers: response.headers };
  }
  const answered = async (body: unknown, headers?: Record<string, string>, address?: string) => {
    const { status, text } = await call(body, headers, address);
    return `${status} ${text}`;
  };
  const messages = async () =>
    (await ada.must<History>('GET', `/rooms/${room.id}/messages`)).items.filter(({ kind }) => kind === 'text');
  const last = async (): Promise<Message | undefined> => (await messages()).at(-1);

  test('writes as a bot of its room, which is told apart from people', async () => {
    await ben.goOnline();
    const response = await call({ text: 'deployed *v1.4*', username: 'CI', icon_emoji: ':rocket:' });
    expect([response.status, response.text, response.headers.get('content-type')]).toEqual([
      200,
      'ok',
      'text/plain; charset=utf-8',
    ]);
    const got = await ben.receivesMessage(room.id, 'deployed **v1.4**');
    expect(got).toMatchObject({
      author: { id: hook.bot.id, displayName: 'Alerts', bot: true },
      as: { name: 'CI', icon: '🚀' },
      tone: null,
      via: 'Alerts',
    });
    expect(await last()).toEqual(got);
    expect(await ben.send(room, 'thanks')).toMatchObject({ author: { bot: false }, as: null, tone: null, via: null });
    const { items } = await ben.must<MemberPage>('GET', `/rooms/${room.id}/members`);
    expect(items.find(({ user }) => user.id === hook.bot.id)).toMatchObject({ role: 'member', user: { bot: true } });
    ben.goOffline();
  });

  test('takes what the tools send, and says ok', async () => {
    // Each of its own, for their rate.
    for (const name of readdirSync(FIXTURES).filter((each) => each.endsWith('.json'))) {
      const [, event] = /^github-([a-z_]+)/.exec(name) ?? [];
      const body = readFileSync(join(FIXTURES, name), 'utf8');
      expect(await answered(body, event ? { 'x-github-event': event } : {})).toBe('200 ok');
    }
    expect((await messages()).length).toBe(readdirSync(FIXTURES).length - 2); // no sources, no ping
    expect(await last()).toMatchObject({
      as: { name: 'Uptime Kuma', icon: '🐻' },
      body: expect.stringContaining('200 - OK'),
    });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['what is no JSON', () => call('{'), '400 invalid_payload'],
    ['what says nothing', () => call({}), '400 no_text'],
    ['a wrong secret', () => call({ text: 'x' }, {}, `${at(url)}x`), '404 no_service'],
    ['an unknown hook', () => call({ text: 'x' }, {}, at(url).replace(hook.id, randomUUID())), '404 no_service'],
    ['no id at all', () => call({ text: 'x' }, {}, at(url).replace(hook.id, 'x')), '404 no_service'],
    ['too few parts', () => call({ text: 'x' }, {}, at(url).replace(/\/[^/]*$/, '')), '404 no_service'],
    ['too many parts', () => call({ text: 'x' }, {}, `${at(url)}/more`), '404 no_service'],
    ['too much', () => call({ text: 'x'.repeat(300_000) }), '413 payload_too_large'],
  ])('refuses %s', async (_what, ask, expected) => {
    const { status, text } = (await ask()) as { status: number; text: string };
    expect(`${status} ${text}`).toBe(expected);
    expect(await messages()).toEqual([]);
  });

  test('takes only POST, and never repeats its address', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await fetch(at(url), { method });
      expect([response.status, await response.text()]).toEqual([405, 'method_not_allowed']);
    }
  });

  test('takes a repeat once, at both nodes at the same time', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => answered({ text: 'once' }, key, at(url, index % 2))),
    );
    expect(new Set(answers)).toEqual(new Set(['200 ok']));
    expect(await messages()).toHaveLength(1);
    expect(await answered({ text: 'with other words' }, key)).toBe('200 ok');
    expect(await messages()).toHaveLength(1);
    for (let time = 0; time < 2; time++) await call({ text: 'without a key' });
    expect(await messages()).toHaveLength(3);
  });

  test('never looks like a person or the system', async () => {
    await ada.must('PATCH', '/users/me', { displayName: 'Ada Lovelace' });
    for (const username of [
      'Ada Lovelace',
      'ADA  LOVELACE',
      'Аdа Lovelace',
      ada.username,
      'admin',
      'sys\u202etem',
      'Alerts',
    ]) {
      await call({ text: 'hi', username });
      expect([username, (await last())?.as]).toEqual([username, null]);
    }
    await call({ text: 'hi', username: 'G\u202erafana\n 9', icon_emoji: ':x:' });
    expect(await last()).toMatchObject({ as: { name: 'Grafana 9', icon: '❌' }, author: { bot: true } });
    await call({ text: 'hi', username: 'g'.repeat(10_000) });
    expect((await last())?.as?.name).toHaveLength(50);
    await ada.must('PATCH', `/hooks/${hook.id}`, { mayRename: false });
    await call({ text: 'hi', username: 'Grafana' });
    expect((await last())?.as).toBeNull();
  });

  test.each(['<!channel>', '@room', '<!here|here>', '＠room'])(
    'calls everybody by %s only with both switches',
    async (words) => {
      const isCall = async () => (await last())?.mentionsRoom;
      const payload = { attachments: [{ pretext: words, fields: [{ title: 'x', value: words }] }] };
      await call(payload);
      expect(await isCall()).toBe(false);
      await ada.must('PATCH', `/hooks/${hook.id}`, { mayCall: true });
      await call(payload);
      expect(await isCall()).toBe(!words.includes('here'));
      await ada.must('PATCH', `/rooms/${room.id}`, { mentionRoomBy: 'moderator' });
      await call(payload);
      expect(await isCall()).toBe(false);
    },
  );

  test('attaches the whole of a text that is too long', async () => {
    const text = Array.from({ length: 600 }, (_, index) => `line ${index}`).join('\n');
    expect(await answered({ text })).toBe('200 ok');
    expect(await last()).toMatchObject({
      body: expect.stringMatching(/… and \d+ lines more$/),
      attachments: [{ name: 'message.md', size: text.length }],
    });
  });

  test('is checked by the signature of GitHub where its secret is known', async () => {
    expect(hook.githubSigned).toBe(false);
    const known = await ada.must<Hook>('PATCH', `/hooks/${hook.id}`, { githubSecret: 'sesame' });
    expect(known.githubSigned).toBe(true);
    expect(JSON.stringify(known)).not.toContain('sesame');
    const body = readFileSync(join(FIXTURES, 'github-push.json'), 'utf8');
    const signed = (text: string) => `sha256=${createHmac('sha256', 'sesame').update(text).digest('hex')}`;
    const headers = { 'x-github-event': 'push', 'x-github-delivery': randomUUID() };
    expect(await answered(body, headers)).toBe('403 action_prohibited');
    expect(await answered(body, { ...headers, 'x-hub-signature-256': signed(`${body} `) })).toBe(
      '403 action_prohibited',
    );
    for (let delivery = 0; delivery < 2; delivery++)
      expect(await answered(body, { ...headers, 'x-hub-signature-256': signed(body) })).toBe('200 ok');
    expect(await messages()).toHaveLength(1);
    const rows = await company.nodes[0].nest
      .get(Database)
      .query<{ secret: Buffer }>(`SELECT github_secret AS secret FROM hooks WHERE id = $1`, [hook.id]);
    expect(rows[0]?.secret.toString('latin1')).not.toContain('sesame');
  });

  describe('ends', () => {
    const outcome = () => answered({ text: 'still there?' });
    const bot = () => `/rooms/${room.id}/members/${hook.bot.id}`;

    test.each<[string, () => Promise<unknown>, string]>([
      ['disabled', () => ada.must('PATCH', `/hooks/${hook.id}`, { disabled: true }), '404 no_service'],
      ['deleted', () => ada.must('DELETE', `/hooks/${hook.id}`), '404 no_service'],
      [
        'with its bot muted',
        () => ada.must('PATCH', bot(), { mutedUntil: new Date(Date.now() + 60_000).toISOString() }),
        '403 action_prohibited',
      ],
      ['with its bot kicked', () => ada.must('DELETE', bot()), '403 action_prohibited'],
      ['with its bot banned', () => ada.must('PUT', `/rooms/${room.id}/bans/${hook.bot.id}`), '403 action_prohibited'],
      [
        'in an archived room',
        () => ada.must('PATCH', `/rooms/${room.id}`, { archived: true }),
        '410 channel_is_archived',
      ],
      ['in a deleted room', () => ada.must('DELETE', `/rooms/${room.id}`), '404 no_service'],
    ])('%s', async (_what, act, expected) => {
      expect(await outcome()).toBe('200 ok');
      await act();
      expect(await outcome()).toBe(expected);
    });

    test('with a new address after a day, not at once', async () => {
      const former = at(url);
      const made = await ada.must<MadeHook>('POST', `/hooks/${hook.id}/rotate`);
      expect(made.url).not.toBe(url);
      expect(await answered({ text: 'old' }, {}, former)).toBe('200 ok');
      expect(await answered({ text: 'new' }, {}, at(made.url))).toBe('200 ok');
      await company.nodes[0].nest
        .get(Database)
        .query(`UPDATE hooks SET previous_until = now() - interval '1 second' WHERE id = $1`, [hook.id]);
      expect(await answered({ text: 'old' }, {}, former)).toBe('404 no_service');
      expect(await answered({ text: 'new' }, {}, at(made.url))).toBe('200 ok');
    });
  });

  test('leaves its messages, of a deleted bot', async () => {
    await call({ text: 'what I have said' });
    await ada.must('DELETE', `/hooks/${hook.id}`);
    expect(await last()).toMatchObject({ body: 'what I have said', author: { displayName: 'Deleted bot', bot: true } });
    expect(await ada.must<HookPage>('GET', `/rooms/${room.id}/hooks`)).toEqual({ items: [], next: null });
    const { items } = await ada.must<MemberPage>('GET', `/rooms/${room.id}/members`);
    expect(items.map(({ user }) => user.id)).not.toContain(hook.bot.id);
  });

  test('is renamed with its bot, tells of its last calls and of a test', async () => {
    const renamed = await ada.must<Hook>('PATCH', `/hooks/${hook.id}`, { name: 'Build' });
    expect(renamed).toMatchObject({
      name: 'Build',
      bot: { displayName: 'Build' },
      mayCall: false,
      mayRename: true,
      createdBy: ada.id,
    });
    expect(await ada.must<HookTest>('POST', `/hooks/${hook.id}/test`)).toEqual({ status: 200, word: 'ok' });
    await call({});
    const { items } = await ada.must<HookCalls>('GET', `/hooks/${hook.id}/calls`);
    expect(items).toMatchObject([
      { status: 400, word: 'no_text', bytes: 2 },
      { status: 200, word: 'ok', bytes: 0 },
    ]);
    const [found] = (await ada.must<HookPage>('GET', `/rooms/${room.id}/hooks`)).items;
    expect(found).toEqual({ ...renamed, lastUsedAt: expect.any(String) });
    expect(JSON.stringify(found)).not.toContain(url.split('/').at(-1));
  });

  test('is neither reader nor online, and no account', async () => {
    await call({ text: 'who reads this?' });
    const sent = { clientId: randomUUID(), body: 'read me' };
    const message = await ben.must<Message>('POST', `/rooms/${room.id}/messages`, sent);
    await call({ text: 'next' });
    const readers = await ben.must<{ count: number }>('GET', `/messages/${message.id}/readers`);
    expect(readers.count).toBe(0);
    const presence = await ada.must<PresenceState[]>('GET', `/presence?userIds=${hook.bot.id}`);
    expect(presence).toMatchObject([{ presence: 'offline', lastSeenAt: null }]);
    const found = await ada.must<{ items: object[] }>('GET', `/users?q=${hook.bot.username}`);
    expect(found.items).toEqual([]);
    const accounts = await admin.must<{ items: object[] }>('GET', `/admin/users?q=${hook.bot.username}`);
    expect(accounts.items).toEqual([]);
  });

  test('is made and managed by those who keep order in its room, and unknown to strangers', async () => {
    const routes = [
      ['PATCH', `/hooks/${hook.id}`, { name: 'Mine' }],
      ['POST', `/hooks/${hook.id}/rotate`],
      ['POST', `/hooks/${hook.id}/test`],
      ['GET', `/hooks/${hook.id}/calls`],
      ['DELETE', `/hooks/${hook.id}`],
    ] as const;
    const ofRoom = [
      ['GET', `/rooms/${room.id}/hooks`],
      ['POST', `/rooms/${room.id}/hooks`, { name: 'Mine' }],
    ] as const;
    for (const [method, path, body] of [...routes, ...ofRoom])
      expect(await ben.ask(method, path, body)).toMatchObject(refused(403, 'forbidden'));
    // The administrator is not in the room.
    for (const [method, path, body] of routes)
      expect(await admin.ask(method, path, body)).toMatchObject(refused(404, 'not_found'));
    for (const [method, path, body] of ofRoom)
      expect(await admin.ask(method, path, body)).toMatchObject(refused(404, 'room_not_found'));
    const unknown = await ada.ask('GET', `/hooks/${randomUUID()}/calls`);
    expect(unknown).toMatchObject(refused(404, 'not_found'));
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'moderator' });
    for (const [method, path, body] of [...ofRoom, ...routes])
      expect((await ben.ask(method, path, body)).status).toBeLessThan(300);
  });

  test('is one of twenty of a room', async () => {
    for (let made = 1; made < 20; made++) await ada.must('POST', `/rooms/${room.id}/hooks`, { name: `Hook ${made}` });
    expect(await ada.ask('POST', `/rooms/${room.id}/hooks`, { name: 'More' })).toMatchObject(refused(403, 'forbidden'));
  });
});
