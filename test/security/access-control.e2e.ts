import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { io } from 'socket.io-client';
import type { CommandName } from '../../src/transport/events.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { uploaded } from '../support/files.ts';
import { lobbyOf, type Member, newMember, newMembers, refusal, refused, ApiClient } from '../support/member.ts';

/** The fixture of each endpoint: a private room, a message with a poll in it by the caller, and another member. */
interface RoomFixture {
  room: Room;
  messageId: string;
  /** Of a file that came with that message. */
  attachmentId: string;
  otherId: string;
}

/** `open`: to all. `own`: about the caller alone. `staff`: for moderators and administrators. */
type Endpoint = 'open' | 'own' | 'staff' | RoomEndpoint;
/** An endpoint of a room: the answer for a member, and the refusal for all others. */
interface RoomEndpoint {
  to: number;
  query?: string;
  body?: (place: RoomFixture) => object;
  refused?: 'room_not_found' | 'message_not_found' | 'attachment_not_found';
}

const endpoints: Record<string, Endpoint> = {
  'GET /health/live': 'open',
  'GET /health/ready': 'open',
  'GET /api/v1/server': 'open',
  'GET /api/v1/unsubscribe/{token}': 'open', // by a signed link
  'POST /api/v1/unsubscribe/{token}': 'open',
  'POST /api/v1/auth/register': 'open',
  'POST /api/v1/auth/verify-email': 'open',
  'POST /api/v1/auth/resend-code': 'open',
  'POST /api/v1/auth/login': 'open',
  'POST /api/v1/auth/second-factor': 'open', // by the ticket of a right password
  'POST /api/v1/auth/second-factor/setup': 'open',
  'POST /api/v1/auth/second-factor/setup/options': 'open',
  'POST /api/v1/auth/confirm': 'own',
  'GET /api/v1/auth/factors': 'own',
  'POST /api/v1/auth/totp': 'own',
  'POST /api/v1/auth/totp/confirm': 'own',
  'DELETE /api/v1/auth/totp': 'own',
  'POST /api/v1/auth/recovery-codes': 'own',
  'POST /api/v1/auth/passkey': 'open',
  'POST /api/v1/auth/passkey/options': 'open',
  'POST /api/v1/auth/confirm/options': 'own',
  'POST /api/v1/auth/passkeys': 'own',
  'POST /api/v1/auth/passkeys/options': 'own',
  'PATCH /api/v1/auth/passkeys/{id}': 'own',
  'DELETE /api/v1/auth/passkeys/{id}': 'own',
  'GET /api/v1/auth/tokens': 'own',
  'POST /api/v1/auth/tokens': 'own',
  'DELETE /api/v1/auth/tokens/{id}': 'own',
  'POST /api/v1/auth/oidc/{provider}/start': 'open',
  'GET /api/v1/auth/oidc/{provider}/callback': 'open', // by a cookie, and the provider's word
  'POST /api/v1/auth/oidc/{provider}/backchannel-logout': 'open', // by a signed token
  'GET /api/v1/auth/identities': 'own',
  'DELETE /api/v1/auth/identities/{id}': 'own',
  'POST /api/v1/auth/refresh': 'open',
  'POST /api/v1/auth/logout': 'open',
  'POST /api/v1/auth/guest': 'open',
  'POST /api/v1/auth/forgot-password': 'open',
  'POST /api/v1/auth/reset-password': 'open',
  'GET /api/v1/auth/sessions': 'own',
  'DELETE /api/v1/auth/sessions': 'own',
  'DELETE /api/v1/auth/sessions/{id}': 'own',
  'POST /api/v1/auth/change-password': 'own',
  'GET /api/v1/users': 'own',
  'GET /api/v1/users/{id}': 'own',
  'GET /api/v1/users/me': 'own',
  'GET /api/v1/users/me/blocks': 'own',
  'PUT /api/v1/users/me/blocks/{userId}': 'own',
  'DELETE /api/v1/users/me/blocks/{userId}': 'own',
  'PATCH /api/v1/users/me': 'own',
  'DELETE /api/v1/users/me': 'own',
  'GET /api/v1/presence': 'own',
  'GET /api/v1/search/messages': 'own',
  'POST /api/v1/users/me/email': 'own',
  'POST /api/v1/users/me/email/confirm': 'own',
  'POST /api/v1/auth/undo-email-change': 'open', // by a mailed token
  'POST /api/v1/users/me/export': 'own',
  'GET /api/v1/users/me/export': 'own',
  'GET /api/v1/users/me/export/content': 'own',
  'GET /api/v1/users/me/personal': 'own',
  'GET /api/v1/saved': 'own',
  'GET /api/v1/sections': 'own',
  'POST /api/v1/sections': 'own',
  'PATCH /api/v1/sections/{id}': 'own',
  'DELETE /api/v1/sections/{id}': 'own',
  'GET /api/v1/drafts': 'own',
  'GET /api/v1/push/key': 'own',
  'GET /api/v1/push/devices': 'own',
  'PUT /api/v1/push/devices': 'own',
  'DELETE /api/v1/push/devices/{id}': 'own',
  'POST /api/v1/push/devices/{id}/test': 'own',
  'GET /api/v1/push/log': 'own',
  'POST /api/v1/push/shown': 'open', // by a signed token
  'POST /api/v1/push/renew': 'open', // by the secret of a device
  'GET /api/v1/scheduled': 'own',
  'PATCH /api/v1/scheduled/{id}': 'own', // of nobody else: see scheduled.e2e.ts
  'DELETE /api/v1/scheduled/{id}': 'own',
  'POST /api/v1/scheduled/{id}/send': 'own',
  'GET /api/v1/groups': 'own',
  'POST /api/v1/groups': 'staff',
  'GET /api/v1/groups/{id}': 'own', // everybody with an account sees groups
  'PATCH /api/v1/groups/{id}': 'staff',
  'DELETE /api/v1/groups/{id}': 'staff',
  'GET /api/v1/groups/{id}/members': 'own',
  'PUT /api/v1/groups/{id}/members/{userId}': 'staff',
  'DELETE /api/v1/groups/{id}/members/{userId}': 'staff',
  'GET /api/v1/rooms/{id}/groups': { to: 200 },
  'PUT /api/v1/users/me/avatar': 'own',
  'DELETE /api/v1/users/me/avatar': 'own',
  'GET /api/v1/avatars/{key}': 'open',
  'GET /api/v1/emoji': 'own', // everybody sees emoji
  'POST /api/v1/emoji': 'own', // see emoji.e2e.ts
  'PATCH /api/v1/emoji/{name}': 'own',
  'DELETE /api/v1/emoji/{name}': 'own',
  'GET /api/v1/emoji/pictures/{key}': 'open',
  'POST /api/v1/uploads': 'own',
  'POST /api/v1/uploads/urls': 'own',
  'GET /api/v1/uploads/{id}': 'own',
  'DELETE /api/v1/uploads/{id}': 'own',
  'POST /api/v1/uploads/resumable': 'own',
  'PATCH /api/v1/uploads/resumable/{upload}': 'own',
  'DELETE /api/v1/uploads/resumable/{upload}': 'own',
  'GET /api/v1/uploads/{id}/content': { to: 200, refused: 'attachment_not_found' },
  'GET /api/v1/uploads/{id}/thumbnail': 'own', // of a picture: see uploads.e2e.ts
  'GET /api/v1/rooms/{id}/files': { to: 200 },
  'GET /api/v1/admin/users': 'staff',
  'PATCH /api/v1/admin/users/{id}': 'staff',
  'DELETE /api/v1/admin/users/{id}/sessions': 'staff',
  'GET /api/v1/admin/audit': 'staff',
  'GET /api/v1/admin/attention': 'staff',
  'POST /api/v1/admin/mails/test': 'staff',
  'GET /api/v1/admin/health': 'staff',
  'POST /api/v1/admin/mails/retry': 'staff',
  'POST /api/v1/admin/users': 'staff',
  'DELETE /api/v1/admin/users/{id}': 'staff',
  'PATCH /api/v1/admin/users/{id}/profile': 'staff',
  'POST /api/v1/admin/users/{id}/password-link': 'staff',
  'DELETE /api/v1/admin/users/{id}/factors': 'staff',
  'GET /api/v1/admin/users/{id}/tokens': 'staff',
  'DELETE /api/v1/admin/users/{id}/tokens/{tokenId}': 'staff',
  'GET /api/v1/admin/sign-in': 'staff',
  'POST /api/v1/admin/sign-in/{provider}/test': 'staff',
  'GET /api/v1/admin/rooms': 'staff',
  'PATCH /api/v1/admin/rooms/{id}': 'staff',
  'DELETE /api/v1/admin/rooms/{id}': 'staff',
  'PUT /api/v1/admin/rooms/{id}/owner': 'staff',
  'GET /api/v1/admin/rooms/{id}/candidates': 'staff',
  'GET /api/v1/admin/settings': 'staff',
  'PATCH /api/v1/admin/settings': 'staff',
  'PUT /api/v1/admin/settings/logo': 'staff',
  'DELETE /api/v1/admin/settings/logo': 'staff',
  'POST /api/v1/auth/let-in': 'open', // by a printed token
  'POST /api/v1/invitations': 'own',
  'POST /api/v1/invitations/links': 'own',
  'GET /api/v1/invitations': 'own',
  'POST /api/v1/invitations/{id}/resend': 'own',
  'DELETE /api/v1/invitations/{id}': 'own',
  'GET /api/v1/invitations/lookup/{token}': 'open', // by a mailed token
  'GET /api/v1/rooms': 'own',
  'POST /api/v1/rooms': 'own',
  'GET /api/v1/rooms/directory': 'own',
  'GET /api/v1/rooms/lookup/{code}': 'open', // by a code, of which few may be wrong
  'POST /api/v1/rooms/join': 'own',
  'PUT /api/v1/rooms/direct/{userId}': 'own',
  'POST /api/v1/rooms/groups': 'own',
  'POST /api/v1/rooms/read-all': 'own',
  'POST /api/v1/rooms/read-back': 'own',
  'GET /api/v1/unread': 'own',
  'GET /api/v1/threads': 'own',
  'POST /api/v1/threads/read-all': 'own',
  'GET /api/v1/rooms/{id}': { to: 200 },
  'GET /api/v1/rooms/{id}/details': { to: 200 },
  'POST /api/v1/rooms/{id}/join': { to: 200, body: () => ({}) },
  'GET /api/v1/rooms/{id}/members': { to: 200 },
  'POST /api/v1/rooms/{id}/members': { to: 204, body: ({ otherId }) => ({ userIds: [otherId] }) },
  'PATCH /api/v1/rooms/{id}/membership': { to: 200, body: () => ({ notify: 'all' }) },
  'PUT /api/v1/rooms/{id}/read': { to: 200, body: () => ({ seq: 1 }) },
  'PUT /api/v1/rooms/{id}/unread': { to: 200, body: () => ({ seq: 1 }) },
  'GET /api/v1/rooms/{id}/messages': { to: 200 },
  'POST /api/v1/rooms/{id}/scheduled': {
    to: 201,
    body: () => ({ clientId: randomUUID(), body: 'later', sendAt: new Date(Date.now() + 3_600_000).toISOString() }),
  },
  'PUT /api/v1/rooms/{id}/draft': { to: 200, body: () => ({ body: 'begun', baseVersion: 0 }) },
  'DELETE /api/v1/rooms/{id}/draft': 'own', // removes nothing but what the caller has begun
  'POST /api/v1/rooms/{id}/calls': { to: 201 },
  'POST /api/v1/rooms/{id}/calls/join': { to: 409 }, // there is none
  'GET /api/v1/rooms/{id}/preview': { to: 200 },
  'GET /api/v1/rooms/{id}/changes': { to: 200, query: '?since=0' },
  'POST /api/v1/rooms/{id}/messages': { to: 201, body: () => ({ clientId: randomUUID(), body: 'here I am' }) },
  'GET /api/v1/messages/{id}': { to: 200, refused: 'message_not_found' },
  'PATCH /api/v1/messages/{id}': { to: 200, body: () => ({ body: 'changed' }), refused: 'message_not_found' },
  'DELETE /api/v1/messages/{id}': { to: 200, refused: 'message_not_found' },
  'GET /api/v1/messages/{id}/edits': { to: 200, refused: 'message_not_found' },
  'PUT /api/v1/messages/{id}/reactions/{emoji}': { to: 200, refused: 'message_not_found' },
  'DELETE /api/v1/messages/{id}/reactions/{emoji}': { to: 200, refused: 'message_not_found' },
  'PUT /api/v1/messages/{id}/pin': { to: 200, refused: 'message_not_found' },
  'DELETE /api/v1/messages/{id}/pin': { to: 200, refused: 'message_not_found' },
  'GET /api/v1/messages/{id}/attention': { to: 200, refused: 'message_not_found' },
  'PUT /api/v1/messages/{id}/saved': { to: 200, body: () => ({}), refused: 'message_not_found' },
  'DELETE /api/v1/messages/{id}/saved': 'own', // removes nothing but what the caller has saved
  'GET /api/v1/messages/{id}/poll': { to: 200, refused: 'message_not_found' },
  'PUT /api/v1/messages/{id}/poll/votes': {
    to: 200,
    body: () => ({ optionIds: [] }),
    refused: 'message_not_found',
  },
  'POST /api/v1/messages/{id}/poll/options': {
    to: 201,
    body: () => ({ text: 'a third' }),
    refused: 'message_not_found',
  },
  'POST /api/v1/messages/{id}/poll/close': { to: 200, refused: 'message_not_found' },
  'GET /api/v1/messages/{id}/readers': { to: 200, refused: 'message_not_found' },
  'GET /api/v1/messages/{id}/thread': { to: 200, refused: 'message_not_found' },
  'PUT /api/v1/messages/{id}/thread/read': { to: 200, refused: 'message_not_found', body: () => ({ seq: 1 }) },
  'PUT /api/v1/messages/{id}/thread/following': { to: 200, refused: 'message_not_found' },
  'DELETE /api/v1/messages/{id}/thread/following': { to: 200, refused: 'message_not_found' },
  'POST /api/v1/messages/{id}/reports': {
    to: 403, // the member's own message
    body: () => ({ reason: 'spam' }),
    refused: 'message_not_found',
  },
  'GET /api/v1/rooms/{id}/reports': { to: 403 },
  'GET /api/v1/reports/open': 'own',
  'PATCH /api/v1/reports/{id}': 'own', // by nobody else: see reports.e2e.ts
  'GET /api/v1/admin/reports': 'staff',
  'PUT /api/v1/messages/{id}/thread/resolved': { to: 409, refused: 'message_not_found' },
  'DELETE /api/v1/messages/{id}/thread/resolved': { to: 409, refused: 'message_not_found' },
  'GET /api/v1/rooms/{id}/threads': { to: 200 },
  'GET /api/v1/rooms/{id}/pins': { to: 200 },
  // Only for owners and moderators: a plain member gets the refusal, others get no information.
  'PATCH /api/v1/rooms/{id}': { to: 403, body: () => ({ name: 'Mine' }) },
  'DELETE /api/v1/rooms/{id}': { to: 403 },
  'POST /api/v1/rooms/{id}/code': { to: 403 },
  'POST /api/v1/rooms/{id}/convert': { to: 403, body: () => ({ name: 'Studio' }) },
  'PATCH /api/v1/rooms/{id}/members/{userId}': { to: 403, body: () => ({ role: 'member' }) },
  'DELETE /api/v1/rooms/{id}/members/{userId}': { to: 403 },
  'GET /api/v1/rooms/{id}/mutes': { to: 403 },
  'DELETE /api/v1/rooms/{id}/mutes/{userId}': { to: 403 },
  'GET /api/v1/bots': 'own',
  'POST /api/v1/bots': 'own',
  // Those of a bot are tried in bots.e2e.ts.
  'PATCH /api/v1/bots/{id}': 'own',
  'DELETE /api/v1/bots/{id}': 'own',
  'GET /api/v1/bots/{id}/rooms': 'own',
  'GET /api/v1/bots/{id}/tokens': 'own',
  'POST /api/v1/bots/{id}/tokens': 'own',
  'DELETE /api/v1/bots/{id}/tokens/{tokenId}': 'own',
  // Those of a command are tried in commands.e2e.ts.
  'GET /api/v1/commands': 'own',
  'GET /api/v1/commands/managed': 'own',
  'POST /api/v1/commands': 'own',
  'PATCH /api/v1/commands/{id}': 'own',
  'DELETE /api/v1/commands/{id}': 'own',
  'POST /api/v1/commands/{id}/rotate': 'own',
  'POST /api/v1/rooms/{id}/commands': {
    to: 404, // there is no such command
    body: () => ({ name: 'deploy', text: '', clientId: randomUUID() }),
  },
  'GET /api/v1/rooms/{id}/hooks': { to: 403 },
  'POST /api/v1/rooms/{id}/hooks': { to: 403, body: () => ({ name: 'Alerts' }) },
  // Those of a hook are tried in hooks.e2e.ts.
  'PATCH /api/v1/hooks/{id}': 'own',
  'DELETE /api/v1/hooks/{id}': 'own',
  'POST /api/v1/hooks/{id}/rotate': 'own',
  'GET /api/v1/hooks/{id}/calls': 'own',
  'POST /api/v1/hooks/{id}/test': 'own',
  'GET /api/v1/admin/hooks': 'staff',
  'PATCH /api/v1/admin/hooks/{id}': 'staff',
  'DELETE /api/v1/admin/hooks/{id}': 'staff',
  'GET /api/v1/admin/bots': 'staff',
  // Those of a subscription are tried in subscriptions.e2e.ts.
  'GET /api/v1/subscriptions': 'own',
  'POST /api/v1/subscriptions': 'own',
  'PATCH /api/v1/subscriptions/{id}': 'own',
  'DELETE /api/v1/subscriptions/{id}': 'own',
  'POST /api/v1/subscriptions/{id}/rotate': 'own',
  'POST /api/v1/subscriptions/{id}/test': 'own',
  'GET /api/v1/subscriptions/{id}/failures': 'own',
  'POST /api/v1/subscriptions/{id}/failures/{eventId}/send-again': 'own',
  'GET /api/v1/rooms/{id}/bans': { to: 403 },
  'PUT /api/v1/rooms/{id}/bans/{userId}': { to: 403 },
  'DELETE /api/v1/rooms/{id}/bans/{userId}': { to: 403 },
  'POST /api/v1/rooms/{id}/leave': { to: 204 },
};

/** The bodies of those for staff that need one: a body is read before the rank is asked for. */
const staffBodies: Record<string, object> = {
  'POST /api/v1/admin/users': { email: 'eve@example.org', username: 'eve', displayName: 'Eve' },
  'DELETE /api/v1/admin/users/{id}': { username: 'ada' },
  'PATCH /api/v1/admin/rooms/{id}': { archived: true },
  'DELETE /api/v1/admin/rooms/{id}': { name: 'Secret' },
  'PUT /api/v1/admin/rooms/{id}/owner': { userId: randomUUID() },
  'PATCH /api/v1/admin/hooks/{id}': { disabled: true },
  'POST /api/v1/groups': { handle: 'designers', name: 'Designers' },
  'PATCH /api/v1/groups/{id}': { name: 'Designers' },
};

/** The payload of each command about a room; null for commands about the caller alone. A new command without an entry is a type error. */
const commands: Record<CommandName, ((place: RoomFixture) => object) | null> = {
  sync: null,
  reauthenticate: null,
  create_room: null,
  watch_presence: null,
  run_command: null, // there is none in that room: tried in commands.e2e.ts
  send_message: ({ room }) => ({ roomId: room.id, clientId: randomUUID(), body: 'here I am' }),
  edit_message: ({ messageId }) => ({ messageId, body: 'changed' }),
  delete_message: ({ messageId }) => ({ messageId }),
  add_reaction: ({ messageId }) => ({ messageId, emoji: '👍' }),
  remove_reaction: ({ messageId }) => ({ messageId, emoji: '👍' }),
  mark_read: ({ room }) => ({ roomId: room.id, seq: 1 }),
  mark_unread: ({ room }) => ({ roomId: room.id, seq: 1 }),
  typing: ({ room }) => ({ roomId: room.id, active: true }),
  join_room: ({ room }) => ({ roomId: room.id }),
  leave_room: ({ room }) => ({ roomId: room.id }),
};

describe('a stranger', () => {
  let app: TestApp;
  let ada: Member;
  let stranger: Member;

  beforeAll(async () => {
    app = await startApp({ settings: { CALL_URL: 'https://meet.example.org/{room}' } });
    ada = await newMember(app.url); // the first account: the administrator, without access to the room
    stranger = await newMember(app.url);
    await stranger.goOnline();
    await ada.goOnline();
  });

  afterAll(async () => {
    stranger.goOffline();
    ada.goOffline();
    await app.close();
  });

  /** Two members of a private room; `member` has sent a message there. */
  async function createFixture(member: Member): Promise<RoomFixture> {
    const owner = await newMember(app.url);
    const room = await owner.must<Room>('POST', '/rooms', { name: 'Secret', kind: 'private' });
    await member.must('POST', '/rooms/join', { code: room.code });
    const { id: attachmentId } = await uploaded(member, { name: 'figures.json', bytes: Buffer.from('[1, 2]') });
    const poll = { options: ['one', 'another'] };
    const message = { clientId: randomUUID(), body: 'for members', attachmentIds: [attachmentId], poll };
    const { id: messageId } = await member.must<Message>('POST', `/rooms/${room.id}/messages`, message);
    return { room, messageId, attachmentId, otherId: owner.id };
  }

  const call = (visitor: ApiClient, name: string, endpoint: RoomEndpoint, at: RoomFixture) => {
    const [method = '', path = ''] = name.split(' ');
    const inMessage = path.includes('/uploads/') ? at.attachmentId : at.messageId;
    const id = path.includes('/rooms/{id}') ? at.room.id : inMessage;
    const named = path.replace('{id}', id).replace('{userId}', at.otherId).replace('{emoji}', encodeURIComponent('👍'));
    const url = named.replace('/api/v1', '') + (endpoint.query ?? '');
    return visitor.ask(method, url, endpoint.body?.(at));
  };

  test('is tried at every endpoint', async () => {
    const { paths } = (await (await fetch(`${app.url}/api/docs-json`)).json()) as { paths: Record<string, object> };
    const found = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(found.sort()).toEqual(Object.keys(endpoints).sort());
  });

  const authenticated = Object.entries(endpoints).filter(([, endpoint]) => endpoint !== 'open');
  test.each(authenticated.map(([name]) => name))('without a token: %s', async (name) => {
    const [method = '', path = ''] = name.split(' ');
    const url = path.replace('/api/v1', '').replace(/\{\w+\}/g, randomUUID());
    expect(await new ApiClient(app.url).ask(method, url)).toMatchObject(refused(401, 'unauthenticated'));
  });

  const staff = Object.entries(endpoints).filter(([, endpoint]) => endpoint === 'staff');
  test.each(staff.map(([name]) => name))('without the rank: %s', async (name) => {
    const [method = '', path = ''] = name.split(' ');
    const url = path
      .replace('/api/v1', '')
      .replace('{id}', ada.id)
      .replace(/\{\w+\}/g, randomUUID());
    const body = staffBodies[name] ?? (method === 'PATCH' ? {} : undefined);
    expect(await stranger.ask(method, url, body)).toMatchObject(refused(403, 'forbidden'));
  });

  const inner = Object.entries(endpoints).flatMap(([name, endpoint]) =>
    typeof endpoint === 'object' ? [{ name, endpoint }] : [],
  );
  test.each(inner)('at $name', async ({ name, endpoint }) => {
    const member = await newMember(app.url);
    const there = await createFixture(member);
    const answer = refused(404, endpoint.refused ?? 'room_not_found');
    expect(await call(stranger, name, endpoint, there)).toMatchObject(answer);
    expect(await call(ada, name, endpoint, there)).toMatchObject(answer);
    expect((await call(member, name, endpoint, there)).status).toBe(endpoint.to);
    if (!name.endsWith('/leave')) await member.must('POST', `/rooms/${there.room.id}/leave`);
    expect(await call(member, name, endpoint, there)).toMatchObject(answer);
  });

  test('cannot distinguish a private room from a missing one', async () => {
    const there = await createFixture(await newMember(app.url));
    const [real, none] = await Promise.all(
      [there.room.id, randomUUID()].map((id) => stranger.ask('GET', `/rooms/${id}/messages`)),
    );
    expect({ ...real?.body, requestId: '' }).toEqual({ ...none?.body, requestId: '' });
    expect((await stranger.must<{ items: Room[] }>('GET', '/rooms/directory?q=Secret')).items).toEqual([]);
  });

  const within = Object.entries(commands).flatMap(([name, payload]) => (payload ? [{ name, payload }] : []));
  test.each(within)('at the command $name', async ({ name, payload }) => {
    const member = await newMember(app.url);
    await member.goOnline();
    const there = await createFixture(member);
    const code = /^(edit|delete|add|remove)_/.test(name) ? 'message_not_found' : 'room_not_found';
    expect(await stranger.tryCommand(name, payload(there))).toMatchObject(refusal(404, code));
    expect(await member.tryCommand(name, payload(there))).toMatchObject({ ok: true });
    if (name !== 'leave_room') await member.command('leave_room', { roomId: there.room.id });
    expect(await member.tryCommand(name, payload(there))).toMatchObject(refusal(404, code));
    member.goOffline();
  });

  test('gets no changes of a room from sync', async () => {
    const there = await createFixture(await newMember(app.url));
    const { rooms, changes } = await stranger.command('sync', { rooms: [{ roomId: there.room.id, revision: 0 }] });
    expect(changes).toEqual([]);
    expect(rooms.map(({ id }) => id)).not.toContain(there.room.id);
  });

  test('cannot connect a socket without a token', async () => {
    const socket = io(app.url, { transports: ['websocket'], forceNew: true, reconnection: false });
    const error = await new Promise<Error & { data?: object }>((resolve) => socket.once('connect_error', resolve));
    expect(error.data).toEqual({ code: 'unauthenticated' });
    socket.close();
  });

  test('receives nothing of a room, and a former member nothing more', async () => {
    const [member, stays] = (await newMembers(app.url, 2)) as [Member, Member];
    for (const person of [member, stays]) await person.goOnline();
    const { room } = await createFixture(member);
    await stays.command('join_room', { code: room.code });
    await member.command('leave_room', { roomId: room.id });
    await member.receives('room_left', ({ roomId }) => roomId === room.id);
    const before = member.receivedEvents.length;

    const { id } = await stays.send(room, 'without you');
    await stays.command('edit_message', { messageId: id, body: 'really' });
    await stays.command('typing', { roomId: room.id, active: true });
    await stays.command('mark_read', { roomId: room.id, seq: 1 });
    await stays.command('leave_room', { roomId: room.id });
    const lobby = await lobbyOf(stays);
    const { body } = await stays.send(lobby, `the end ${randomUUID()}`);
    for (const person of [member, stranger]) await person.receivesMessage(lobby.id, body);

    const received = [...member.receivedEvents.slice(before), ...stranger.receivedEvents].map((event) =>
      JSON.stringify(event),
    );
    expect(received.filter((text) => text.includes(room.id))).toEqual([]);
    for (const person of [member, stays]) person.goOffline();
  });
});
