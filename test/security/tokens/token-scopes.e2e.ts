import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProblemDetails } from '../../../src/common/problem.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { TokenScope } from '../../../src/shared/token-scopes.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import type { CommandName } from '../../../src/transport/events.ts';
import { commandAccess, eventScopes, type TokenEvent } from '../../../src/transport/socket-scopes.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember, refusal, refused } from '../../support/member.ts';
import { EVERY_SCOPE, programWith } from '../../support/sign-in/tokens.ts';

/** By blanks; an empty text is open to every token. Every route that is missing here is closed to all of them. */
const routes: Record<string, string> = {
  'GET /health/live': '',
  'GET /health/ready': '',
  'GET /api/v1/server': '',
  'GET /api/v1/avatars/{key}': '',
  'GET /api/v1/emoji': 'messages:read',
  'POST /api/v1/emoji': 'admin:write',
  'PATCH /api/v1/emoji/{name}': 'admin:write',
  'DELETE /api/v1/emoji/{name}': 'admin:write',
  'GET /api/v1/emoji/pictures/{key}': '',
  'GET /api/v1/users': 'people:read',
  'GET /api/v1/users/me': 'people:read',
  'GET /api/v1/users/{id}': 'people:read',
  'GET /api/v1/presence': 'people:read',
  'GET /api/v1/groups': 'people:read',
  'POST /api/v1/groups': 'admin:write',
  'GET /api/v1/groups/{id}': 'people:read',
  'PATCH /api/v1/groups/{id}': 'admin:write',
  'DELETE /api/v1/groups/{id}': 'admin:write',
  'GET /api/v1/groups/{id}/members': 'people:read',
  'PUT /api/v1/groups/{id}/members/{userId}': 'admin:write',
  'DELETE /api/v1/groups/{id}/members/{userId}': 'admin:write',
  'GET /api/v1/rooms/{id}/groups': 'rooms:read',
  'GET /api/v1/search/messages': 'search',
  'GET /api/v1/rooms': 'rooms:read',
  'POST /api/v1/rooms': 'rooms:write',
  'GET /api/v1/rooms/directory': 'rooms:read',
  'GET /api/v1/rooms/lookup/{code}': 'rooms:read',
  'POST /api/v1/rooms/join': 'rooms:write',
  'PUT /api/v1/rooms/direct/{userId}': 'rooms:write',
  'POST /api/v1/rooms/groups': 'rooms:write',
  'POST /api/v1/rooms/read-all': 'messages:write',
  'POST /api/v1/rooms/read-back': 'messages:write',
  'GET /api/v1/rooms/{id}': 'rooms:read',
  'PATCH /api/v1/rooms/{id}': 'rooms:write',
  'DELETE /api/v1/rooms/{id}': 'rooms:write',
  'GET /api/v1/rooms/{id}/details': 'rooms:read',
  'POST /api/v1/rooms/{id}/code': 'rooms:write',
  'POST /api/v1/rooms/{id}/convert': 'rooms:write',
  'POST /api/v1/rooms/{id}/join': 'rooms:write',
  'POST /api/v1/rooms/{id}/leave': 'rooms:write',
  'GET /api/v1/rooms/{id}/members': 'rooms:read',
  'POST /api/v1/rooms/{id}/members': 'rooms:write',
  'PATCH /api/v1/rooms/{id}/members/{userId}': 'rooms:write',
  'DELETE /api/v1/rooms/{id}/members/{userId}': 'rooms:write',
  'GET /api/v1/rooms/{id}/bans': 'rooms:read',
  'PUT /api/v1/rooms/{id}/bans/{userId}': 'rooms:write',
  'DELETE /api/v1/rooms/{id}/bans/{userId}': 'rooms:write',
  'GET /api/v1/rooms/{id}/mutes': 'rooms:read',
  'DELETE /api/v1/rooms/{id}/mutes/{userId}': 'rooms:write',
  'GET /api/v1/commands': 'rooms:read',
  'POST /api/v1/rooms/{id}/commands': 'messages:write',
  'GET /api/v1/rooms/{id}/hooks': 'hooks:manage',
  'POST /api/v1/rooms/{id}/hooks': 'hooks:manage',
  'PATCH /api/v1/hooks/{id}': 'hooks:manage',
  'DELETE /api/v1/hooks/{id}': 'hooks:manage',
  'POST /api/v1/hooks/{id}/rotate': 'hooks:manage',
  'GET /api/v1/hooks/{id}/calls': 'hooks:manage',
  'POST /api/v1/hooks/{id}/test': 'hooks:manage',
  'GET /api/v1/subscriptions': 'hooks:manage',
  'POST /api/v1/subscriptions': 'hooks:manage messages:read',
  'PATCH /api/v1/subscriptions/{id}': 'hooks:manage messages:read',
  'DELETE /api/v1/subscriptions/{id}': 'hooks:manage',
  'POST /api/v1/subscriptions/{id}/rotate': 'hooks:manage',
  'POST /api/v1/subscriptions/{id}/test': 'hooks:manage',
  'GET /api/v1/subscriptions/{id}/failures': 'hooks:manage',
  'POST /api/v1/subscriptions/{id}/failures/{eventId}/send-again': 'hooks:manage',
  'PATCH /api/v1/rooms/{id}/membership': 'rooms:write',
  'PUT /api/v1/rooms/{id}/read': 'messages:write',
  'PUT /api/v1/rooms/{id}/unread': 'messages:write',
  'GET /api/v1/rooms/{id}/messages': 'messages:read',
  'POST /api/v1/rooms/{id}/messages': 'messages:write',
  'GET /api/v1/rooms/{id}/preview': 'messages:read',
  'GET /api/v1/rooms/{id}/changes': 'messages:read',
  'GET /api/v1/rooms/{id}/pins': 'messages:read',
  'GET /api/v1/rooms/{id}/threads': 'messages:read',
  'GET /api/v1/messages/{id}': 'messages:read',
  'PATCH /api/v1/messages/{id}': 'messages:write',
  'DELETE /api/v1/messages/{id}': 'messages:write',
  'GET /api/v1/messages/{id}/edits': 'messages:read',
  'PUT /api/v1/messages/{id}/reactions/{emoji}': 'reactions:write',
  'DELETE /api/v1/messages/{id}/reactions/{emoji}': 'reactions:write',
  'PUT /api/v1/messages/{id}/pin': 'messages:write',
  'DELETE /api/v1/messages/{id}/pin': 'messages:write',
  'GET /api/v1/messages/{id}/poll': 'messages:read',
  'PUT /api/v1/messages/{id}/poll/votes': 'reactions:write',
  'POST /api/v1/messages/{id}/poll/options': 'messages:write',
  'POST /api/v1/messages/{id}/poll/close': 'messages:write',
  'GET /api/v1/messages/{id}/readers': 'messages:read',
  'GET /api/v1/messages/{id}/thread': 'messages:read',
  'GET /api/v1/threads': 'messages:read',
  'POST /api/v1/threads/read-all': 'messages:write',
  'PUT /api/v1/messages/{id}/thread/read': 'messages:write',
  'PUT /api/v1/messages/{id}/thread/resolved': 'messages:write',
  'DELETE /api/v1/messages/{id}/thread/resolved': 'messages:write',
  'PUT /api/v1/messages/{id}/thread/following': 'messages:write',
  'DELETE /api/v1/messages/{id}/thread/following': 'messages:write',
  'POST /api/v1/uploads': 'files:write',
  'GET /api/v1/uploads/{id}': 'files:read',
  'DELETE /api/v1/uploads/{id}': 'files:write',
  'POST /api/v1/uploads/urls': 'files:read',
  'GET /api/v1/uploads/{id}/content': 'files:read',
  'GET /api/v1/uploads/{id}/thumbnail': 'files:read',
  'POST /api/v1/uploads/resumable': 'files:write',
  'PATCH /api/v1/uploads/resumable/{upload}': 'files:write',
  'DELETE /api/v1/uploads/resumable/{upload}': 'files:write',
  'GET /api/v1/rooms/{id}/files': 'files:read',
  'GET /api/v1/admin/users': 'admin:read',
  'PATCH /api/v1/admin/users/{id}': 'admin:write',
  'GET /api/v1/admin/audit': 'admin:read',
  'GET /api/v1/admin/reports': 'admin:read',
  'GET /api/v1/admin/health': 'admin:read',
  'POST /api/v1/admin/mails/retry': 'admin:write',
  'POST /api/v1/admin/mails/test': 'admin:write',
  'GET /api/v1/admin/rooms': 'admin:read',
  'PATCH /api/v1/admin/rooms/{id}': 'admin:write',
  'DELETE /api/v1/admin/rooms/{id}': 'admin:write',
  'GET /api/v1/admin/rooms/{id}/candidates': 'admin:read',
  'PUT /api/v1/admin/rooms/{id}/owner': 'admin:write',
  'GET /api/v1/admin/hooks': 'admin:read',
  'PATCH /api/v1/admin/hooks/{id}': 'admin:write',
  'DELETE /api/v1/admin/hooks/{id}': 'admin:write',
  'GET /api/v1/admin/bots': 'admin:read',
  'GET /api/v1/admin/settings': 'admin:read',
  'PATCH /api/v1/admin/settings': 'admin:write',
  'PUT /api/v1/admin/settings/logo': 'admin:write',
  'DELETE /api/v1/admin/settings/logo': 'admin:write',
};

/** The same for commands; null: closed. */
const commands: Record<CommandName, string | null> = {
  sync: 'rooms:read messages:read people:read',
  reauthenticate: null,
  send_message: 'messages:write',
  edit_message: 'messages:write',
  delete_message: 'messages:write',
  add_reaction: 'reactions:write',
  remove_reaction: 'reactions:write',
  mark_read: 'messages:write',
  mark_unread: 'messages:write',
  typing: 'presence:write',
  create_room: 'rooms:write',
  join_room: 'rooms:write',
  leave_room: 'rooms:write',
  run_command: 'messages:write',
  watch_presence: 'people:read',
};

/** The same for events; null: each socket gets it. Those that are missing reach no token. */
const events: Record<TokenEvent, string | null> = {
  receive_message: 'messages:read',
  receive_messages: 'messages:read',
  message_changed: 'messages:read',
  room_heads: 'rooms:read',
  room_joined: 'rooms:read messages:read',
  room_updated: 'rooms:read messages:read',
  room_left: 'rooms:read',
  member_changed: 'rooms:read',
  read_changed: 'rooms:read',
  user_typing: 'people:read',
  presence_changed: 'people:read',
  user_changed: 'people:read',
  attachment_changed: 'files:read',
  emoji_changed: 'messages:read',
  notification: 'messages:read',
  following_changed: 'messages:read',
  thread_read: 'messages:read',
  ephemeral_message: 'messages:read',
  token_expiring: null,
  session_ended: null,
  server_changed: null,
  server_draining: null,
  command_refused: null,
};

const without = (scopes: string): TokenScope[] => EVERY_SCOPE.filter((scope) => !scopes.split(' ').includes(scope));
const only = (scopes: string) => scopes.split(' ') as TokenScope[];

describe('the scopes of tokens (T35)', () => {
  let app: TestApp;
  let ada: Member;
  /** Another administrator, who is in the room as well. */
  let grace: Member;
  let all: Member;
  let room: Room;
  let message: Message;
  const programs = new Map<string, Member>();
  const documented = new Map<string, string[] | undefined>();

  /** One program for each person and set of scopes: a person has twenty tokens at most. */
  async function program(scopes: TokenScope[], owner = ada): Promise<Member> {
    const key = [owner.id, ...scopes].sort().join(' ');
    const known = programs.get(key);
    if (known) return known;
    const made = await programWith(owner, { scopes });
    programs.set(key, made);
    return made;
  }

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url); // the administrator: nothing is refused for a want of rank
    await ada.goOnline();
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    message = await ada.send(room, 'a word');
    grace = await newMember(app.url);
    await ada.must('PATCH', `/admin/users/${grace.id}`, { role: 'admin' });
    await ada.must('POST', `/rooms/${room.id}/members`, { userIds: [grace.id] });
    all = await programWith(ada);
    const { paths } = (await (await fetch(`${app.url}/api/docs-json`)).json()) as {
      paths: Record<string, Record<string, { 'x-token-scopes'?: string[] }>>;
    };
    for (const [path, methods] of Object.entries(paths))
      for (const [method, operation] of Object.entries(methods))
        documented.set(`${method.toUpperCase()} ${path}`, operation['x-token-scopes']);
  });

  afterAll(async () => {
    ada.goOffline();
    await app.close();
  });

  const ask = async (caller: Member, name: string) => {
    const [method = '', path = ''] = name.split(' ');
    const id = path.includes('/messages/{id}') ? message.id : path.includes('/rooms/{id}') ? room.id : randomUUID();
    const url = path.replace('/api/v1', '').replace('{id}', id).replace('{emoji}', '%F0%9F%91%8D');
    const named = url.replace(/\{\w+\}/g, randomUUID());
    // A body that is read after the guard, and changes nothing.
    const body = ['POST', 'PUT', 'PATCH'].includes(method) ? '{"nothing":true}' : null;
    const headers = { authorization: `Bearer ${caller.token}`, 'content-type': 'application/json' };
    const response = await fetch(`${app.url}/api/v1${named}`, { method, headers, body });
    const text = await response.text();
    // Uploads answer some mistakes as their protocol does, without a problem.
    const found = (text.startsWith('{') ? JSON.parse(text) : {}) as Partial<ProblemDetails>;
    return { status: response.status, headers: response.headers, body: found };
  };

  test('are the table above for every route of the documents', () => {
    const open = [...documented].filter(([, scopes]) => scopes);
    const found = Object.fromEntries(open.map(([name, scopes]) => [name, scopes?.join(' ')]));
    expect(found).toEqual(routes);
  });

  test('are the table above for every command and event', () => {
    const join = (scopes: readonly string[] | null | undefined) => scopes?.join(' ') ?? null;
    expect(
      Object.fromEntries(Object.entries(commandAccess).map(([name, access]) => [name, join(access?.scopes)])),
    ).toEqual(commands);
    expect(Object.fromEntries(Object.entries(eventScopes).map(([name, scopes]) => [name, join(scopes)]))).toEqual(
      events,
    );
  });

  test('open nothing that names none, not even with all of them', async () => {
    const closed = [...documented.keys()].filter((name) => name.includes('/api/') && routes[name] === undefined);
    expect(closed.length).toBeGreaterThan(50);
    for (const name of closed)
      expect([name, await ask(all, name)]).toMatchObject([name, refused(403, 'session_required')]);
  });

  test.each(Object.entries(routes).filter(([, scopes]) => scopes))('%s takes %s', async (name, scopes) => {
    const lacking = await ask(await program(without(scopes)), name);
    expect(lacking).toMatchObject({ ...refused(403, 'insufficient_scope') });
    expect(lacking.body.scope).toBe(scopes);
    expect(lacking.headers.get('www-authenticate')).toBe(`Bearer scope="${scopes}", error="insufficient_scope"`);
    const { body } = await ask(await program(only(scopes), grace), name);
    // Whatever else it says: an answer, or what is wrong with what was asked.
    expect(body.code ?? 'done').not.toMatch(/scope|session|unauth|token/);
  });

  test('of health checks and of what is open to the world do not matter, nor does a token that has ended', async () => {
    const gone = await programWith(ada, { scopes: ['search'] });
    const { items } = await ada.must<{ items: { id: string; name: string }[] }>('GET', '/auth/tokens');
    await ada.must('DELETE', `/auth/tokens/${items[0]?.id}`);
    for (const caller of [await program(['search']), gone])
      expect((await caller.ask('GET', '/server')).status).toBe(200);
    const live = await fetch(`${app.url}/health/live`, { headers: { authorization: `Bearer ${all.token}` } });
    expect(live.status).toBe(200);
  });

  test.each(Object.entries(commands))('the command %s takes %s', async (name, scopes) => {
    const lacking = await program(scopes === null ? EVERY_SCOPE : without(scopes));
    const code = scopes === null ? 'session_required' : 'insufficient_scope';
    await lacking.listen();
    const answer = await lacking.tryCommand(name, {});
    lacking.goOffline();
    expect(answer).toMatchObject(refusal(403, code));
    if (scopes === null) return;
    const having = await program(only(scopes), grace);
    await having.listen();
    const given = await having.tryCommand(name, {});
    having.goOffline();
    expect(JSON.stringify(given)).not.toMatch(/scope|session_required/);
  });

  test('and the role are both needed for administration; a role, a password, an address and a token are given by nobody', async () => {
    const member = await newMember(app.url);
    const weak = await programWith(member);
    for (const path of ['/admin/users', '/admin/audit', '/admin/settings', '/admin/rooms'])
      expect(await weak.ask('GET', path)).toMatchObject(refused(403, 'forbidden'));
    expect(await all.ask('PATCH', `/admin/users/${member.id}`, { role: 'admin' })).toMatchObject(
      refused(403, 'session_required'),
    );
    await all.must('PATCH', `/admin/users/${member.id}`, { disabled: true });
    await all.must('PATCH', `/admin/users/${member.id}`, { disabled: false });
  });

  test('of rooms do not show their newest message', async () => {
    const { items } = await (await program(['rooms:read'])).must<{ items: Room[] }>('GET', '/rooms');
    expect(items.find(({ id }) => id === room.id)).toMatchObject({ name: 'Engine', lastMessage: null });
    const shown = await (await program(['rooms:read'])).must<Room>('GET', `/rooms/${room.id}`);
    expect(shown).toMatchObject({ name: 'Engine', lastMessage: null });
    expect(await ada.must<Room>('GET', `/rooms/${room.id}`)).toMatchObject({ lastMessage: { roomId: room.id } });
  });
});
