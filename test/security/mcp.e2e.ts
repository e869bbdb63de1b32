import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../src/common/database/database.ts';
import { registry } from '../../src/common/observability/metrics.ts';
import type { Bot } from '../../src/integrations/bots/bots.dto.ts';
import type { MadeToken } from '../../src/auth/tokens/tokens.dto.ts';
import type { ServerInfo } from '../../src/health/server-info.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { askMcp, askModern, callTool, messageTo, outcomeOf, postMcp, useTool } from '../support/mcp.ts';
import { ApiClient, type Member, newMember, newName } from '../support/member.ts';
import { newRoom, postMessage } from '../support/rooms.ts';
import { makeToken, programOf, programWith } from '../support/sign-in/tokens.ts';

interface Names {
  tools: { name: string }[];
}
interface Rooms {
  rooms: { id: string }[];
}

describe('assistants', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;
  let ben: Member;

  beforeAll(async () => {
    app = await startApp({ settings: { LOG_LEVEL: 'trace', LOG_FORMAT: 'json' } });
    admin = await newMember(app.url);
    [ada, ben] = [await newMember(app.url), await newMember(app.url)];
  });

  afterAll(() => app.close());

  const namesFor = async (caller: ApiClient) =>
    ((await askMcp(caller, 'tools/list')).body.result as unknown as Names).tools.map(({ name }) => name);

  describe('are answered', () => {
    test('with a token alone', async () => {
      const nobody = new ApiClient(app.url);
      expect(await askMcp(nobody, 'tools/list')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      nobody.token = `parley_pat_${'a'.repeat(49)}`;
      expect(await askMcp(nobody, 'tools/list')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      const { secret, token } = await makeToken(ada);
      const program = programOf(ada, secret);
      expect((await askMcp(program, 'tools/list')).status).toBe(200);
      await ada.must('DELETE', `/auth/tokens/${token.id}`);
      expect(await askMcp(program, 'tools/list')).toMatchObject({ status: 401, body: { code: 'session_ended' } });
      // In a query it is none.
      expect((await fetch(`${app.url}/mcp?access_token=${secret}`, { method: 'POST' })).status).toBe(401);
    });

    test('with the scope for it, and are told of the tools that the others open', async () => {
      const without = await programWith(ada, { scopes: ['messages:read', 'search'] });
      const refused = await askMcp(without, 'tools/list');
      expect(refused).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
      expect(refused.headers.get('www-authenticate')).toContain('scope="mcp"');
      const reader = await programWith(ada, { scopes: ['mcp', 'messages:read'] });
      expect(await namesFor(reader)).toEqual(['read_room', 'read_thread']);
      const room = await newRoom(ada, 'private');
      expect(await outcomeOf(reader, 'read_room', { roomId: room.id })).toBe('allowed');
      for (const [name, given] of [
        ['send_message', messageTo(room.id)],
        ['join_room', { roomId: room.id }],
        ['mark_read', { roomId: room.id, seq: 1 }],
        ['react', { messageId: randomUUID(), emoji: '👍' }],
        ['search', { q: 'x' }],
        ['list_files', { roomId: room.id }],
        ['list_rooms', {}],
        ['unread', {}],
        ['find_people', {}],
        ['whoami', {}],
      ] as const)
        expect([name, await outcomeOf(reader, name, given)]).toEqual([name, '403 insufficient_scope']);
    });

    test('for pages of this server, and of no other', async () => {
      const program = await programWith(ada);
      const from = (origin: string) =>
        postMcp(program, JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }), { origin });
      expect(await from('http://evil')).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } });
      expect(await from('null')).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } });
      expect((await from('http://localhost:3000')).status).toBe(200);
      // Before anybody is identified.
      const nobody = new ApiClient(app.url);
      expect(await postMcp(nobody, '{}', { origin: 'http://evil' })).toMatchObject({ status: 403 });
    });

    test('to POST, by JSON that nothing stores', async () => {
      const program = await programWith(ada);
      for (const method of ['GET', 'DELETE', 'PUT', 'PATCH'])
        for (const caller of [program, new ApiClient(app.url)]) {
          const answer = await postMcp(caller, '', {}, method);
          expect([method, answer]).toMatchObject([method, { status: 405, body: { code: 'method_not_allowed' } }]);
          expect(answer.headers.get('allow')).toBe('POST');
        }
      const { headers } = await askModern(program, 'tools/list');
      expect(headers.get('content-type')).toContain('application/json');
      expect(headers.get('cache-control')).toBe('no-store');
      expect((await fetch(`${app.url}/mcp/more`, { method: 'POST' })).status).toBe(404);
      // What clients look for after a 401 is not there, rather than the page of people.
      expect((await fetch(`${app.url}/.well-known/oauth-protected-resource/mcp`)).status).toBe(404);
    });

    test('with what is wrong, whatever is sent', async () => {
      const program = await programWith(ada);
      const statuses: [string, number][] = [];
      for (const body of [
        ...['', '{', '5', 'null', '[]', '[{}]', '{}', '{"jsonrpc":"2.0"}', '{"method":"tools/call","id":1}'],
        '{"jsonrpc":"2.0","id":1,"method":"tools/call"}',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":5}',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":[]}}',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"__proto__","arguments":{}}}',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_room","arguments":{"__proto__":{}}}}',
        `{"jsonrpc":"2.0","id":1,"method":"x","params":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
        `{"jsonrpc":"2.0","id":1,"method":"x","params":"${'x'.repeat(300_000)}"}`,
      ]) {
        const { status } = await postMcp(program, body);
        statuses.push([body.slice(0, 100), status]);
      }
      expect(statuses.filter(([, status]) => status >= 500)).toEqual([]);
      expect(await outcomeOf(program, 'whoami')).toBe('allowed');
    });
  });

  test('with a token of some rooms know of no other', async () => {
    const [open, closed] = [await newRoom(ada, 'private', ben), await newRoom(ada, 'private', ben)];
    const seen = (await postMessage(ben, open, 'the same pelican')).body;
    const hidden = (await postMessage(ben, closed, 'the same pelican')).body;
    const program = await programWith(ada, { roomIds: [open.id] });
    expect(await namesFor(program)).not.toContain('find_people');
    const listed = await useTool<Rooms>(program, 'list_rooms');
    expect(listed.rooms.map(({ id }) => id)).toEqual([open.id]);
    const unread = await useTool<Rooms>(program, 'unread');
    expect(unread.rooms.map(({ id }) => id)).toEqual([open.id]);
    const found = await useTool<{ messages: { id: string }[] }>(program, 'search', { q: 'pelican' });
    expect(found.messages.map(({ id }) => id)).toEqual([seen.id]);
    for (const [name, given] of [
      ['read_room', { roomId: closed.id }],
      ['list_files', { roomId: closed.id }],
      ['send_message', messageTo(closed.id)],
      ['mark_read', { roomId: closed.id, seq: 1 }],
      ['join_room', { roomId: closed.id }],
      ['search', { q: 'pelican', roomId: closed.id }],
    ] as const)
      expect([name, await outcomeOf(program, name, given)]).toEqual([name, '404 room_not_found']);
    for (const [name, given] of [
      ['read_thread', { messageId: hidden.id }],
      ['react', { messageId: hidden.id, emoji: '👍' }],
    ] as const)
      expect([name, await outcomeOf(program, name, given)]).toEqual([name, '404 message_not_found']);
    expect(await outcomeOf(program, 'find_people', { q: 'a' })).toBe('403 insufficient_scope');
  });

  test('that are bots read and write where people have put them, and stop with their owner', async () => {
    const owner = await newMember(app.url);
    const { bot } = await owner.must<{ bot: Bot }>('POST', '/bots', { username: newName('b'), displayName: 'Helper' });
    const wanted = { name: 'MCP', scopes: ['mcp', 'messages:read', 'messages:write', 'rooms:read', 'rooms:write'] };
    const { secret } = await owner.must<MadeToken>('POST', `/bots/${bot.id}/tokens`, wanted);
    const program = programOf(owner, secret);
    const [room, open] = [await newRoom(owner, 'private'), await newRoom(owner, 'public')];
    expect(await outcomeOf(program, 'read_room', { roomId: room.id })).toBe('404 room_not_found');
    expect(await outcomeOf(program, 'join_room', { roomId: open.id })).toMatch(/^403 /);
    await owner.must('POST', `/rooms/${room.id}/members`, { userIds: [bot.id] });
    expect(await useTool(program, 'send_message', messageTo(room.id, 'I am here'))).toMatchObject({
      message: { author: { id: bot.id, bot: true }, via: 'MCP' },
    });
    await admin.must('PATCH', `/admin/users/${owner.id}`, { disabled: true });
    expect(await askMcp(program, 'tools/list')).toMatchObject({ status: 401 });
  });

  test('leave their token in no log line, answer and metric, whatever fails', async () => {
    const { secret } = await makeToken(ada);
    const program = programOf(ada, secret);
    const lines: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (chunk: string | Uint8Array) => lines.push(String(chunk)) > 0;
    const answers: string[] = [];
    const note = ({ headers, body }: { headers: Headers; body: object }) =>
      answers.push(`${JSON.stringify([...headers])} ${JSON.stringify(body)}`);
    const database = app.nest.get(Database, { strict: false });
    try {
      note(await askMcp(program, 'tools/list'));
      note(await askModern(program, 'server/discover'));
      note(await askMcp(program, 'nothing'));
      note(await postMcp(program, '{'));
      note(await postMcp(program, '[]'));
      note(await postMcp(program, '', {}, 'GET'));
      note(await callTool(program, 'read_room', { roomId: secret }));
      // A failure that nobody foresaw.
      await database.query(`ALTER TABLE users RENAME COLUMN bio TO was_bio`);
      note(await callTool(program, 'whoami'));
      await database.query(`ALTER TABLE users RENAME COLUMN was_bio TO bio`);
    } finally {
      process.stdout.write = write;
    }
    expect(answers.at(-1)).toContain('internal_error');
    expect(answers.filter((text) => text.includes(secret))).toEqual([]);
    expect(lines.filter((text) => text.includes(secret))).toEqual([]);
    expect(await registry.metrics()).not.toContain(secret);
  });
});

describe('a server', () => {
  test('with MCP=off answers no assistant, and says so', async () => {
    const app = await startApp({ settings: { MCP: 'off' } });
    const member = await newMember(app.url);
    const program = await programWith(member);
    expect(await askMcp(program, 'tools/list')).toMatchObject({ status: 404, body: { code: 'not_available' } });
    expect(await postMcp(program, '', {}, 'GET')).toMatchObject({ status: 404, body: { code: 'not_available' } });
    expect((await member.must<ServerInfo>('GET', '/server')).mcp).toBe(false);
    await app.close();
  });

  test('answers 120 messages a minute of each token', async () => {
    const app = await startApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    const member = await newMember(app.url);
    const [one, other] = [await programWith(member), await programWith(member)];
    const answers = await Promise.all(Array.from({ length: 130 }, () => askMcp(one, 'ping')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(120);
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(10);
    expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await askMcp(other, 'ping')).status).toBe(200);
    expect((await member.must<{ items: Room[] }>('GET', '/rooms')).items.length).toBeGreaterThan(0);
    await app.close();
  });
});
