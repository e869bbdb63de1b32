import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProblemCode } from '../../src/common/problem.ts';
import { isConversation, MEMBER_ROLES, type MemberRole, ROOM_KINDS, type RoomKind } from '../../src/shared/roles.ts';
import { ROOM_ACTIONS, type RoomAction } from '../../src/shared/rooms.policy.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { outcomeOf } from '../support/mcp.ts';
import type { RightsRow } from '../support/rights/rights-table.ts';
import { massMentionRights, memberRights, messageRights, roomRights } from '../support/rights/rights-at-endpoints.ts';
import {
  PermissionCast,
  type RoleName,
  ROLE_NAMES,
  type RoomFixture,
  type Author,
} from '../support/rights/permission-cast.ts';

/** `METHOD /path`, a command, or a tool of assistants (`MCP name`), and its payload. Names with a colon stand for parts of the fixture. */
type Endpoint = [name: string, payload?: object];
type Outcome = 'allowed' | `${number} ${ProblemCode}`;

/** Every action of the policy, at each endpoint that asks for it; reading has endpoints of the room and of a message. */
const endpoints: Record<RoomAction | 'read-message', Endpoint[]> = {
  see: [['GET /rooms/:room']],
  join: [
    ['POST /rooms/:room/join', {}],
    ['join_room', { roomId: ':room' }],
    ['MCP join_room', { roomId: ':room' }],
  ],
  preview: [['GET /rooms/:room/preview']],
  read: [
    ['GET /rooms/:room/messages'],
    ['GET /rooms/:room/changes?since=0'],
    ['GET /rooms/:room/members'],
    ['GET /rooms/:room/pins'],
    ['GET /rooms/:room/files'],
    ['GET /search/messages?q=gold&roomId=:room'],
    ['PATCH /rooms/:room/membership', { notify: 'all' }],
    ['PUT /rooms/:room/read', { seq: 1 }],
    ['PUT /rooms/:room/unread', { seq: 1 }],
    ['mark_read', { roomId: ':room', seq: 1 }],
    ['mark_unread', { roomId: ':room', seq: 1 }],
    ['MCP read_room', { roomId: ':room' }],
    ['MCP list_files', { roomId: ':room' }],
    ['MCP search', { q: 'gold', roomId: ':room' }],
    ['MCP mark_read', { roomId: ':room', seq: 1 }],
  ],
  'read-message': [
    ['GET /messages/:message'],
    ['GET /messages/:message/readers'],
    ['MCP read_thread', { messageId: ':message' }],
  ],
  post: [
    ['POST /rooms/:room/messages', { clientId: ':new', body: 'heads' }],
    ['send_message', { roomId: ':room', clientId: ':new', body: 'tails' }],
    ['MCP send_message', { roomId: ':room', clientId: ':new', body: 'edge' }],
    ['typing', { roomId: ':room', active: true }],
  ],
  reply: [
    ['POST /rooms/:room/messages', { clientId: ':new', body: 'heads', threadId: ':message' }],
    ['send_message', { roomId: ':room', clientId: ':new', body: 'tails', threadId: ':message' }],
    ['MCP send_message', { roomId: ':room', clientId: ':new', body: 'edge', threadId: ':message' }],
  ],
  react: [
    ['PUT /messages/:message/reactions/🪙'],
    ['DELETE /messages/:message/reactions/🪙'],
    ['add_reaction', { messageId: ':message', emoji: '🪙' }],
    ['remove_reaction', { messageId: ':message', emoji: '🪙' }],
    ['MCP react', { messageId: ':message', emoji: '🪙' }],
  ],
  vote: [['PUT /messages/:message/poll/votes', { optionIds: [] }]],
  call: [['POST /rooms/:room/calls']],
  // Who may start a call in these rooms may also enter it: an earlier one is entered then.
  answer: [['POST /rooms/:room/calls'], ['POST /rooms/:room/calls/join']],
  pin: [['PUT /messages/:message/pin'], ['DELETE /messages/:message/pin']],
  invite: [['POST /rooms/:room/members', { userIds: [':founder'] }]],
  leave: [['POST /rooms/:room/leave'], ['leave_room', { roomId: ':room' }]],
  moderate: [
    ['GET /rooms/:room/bans'],
    ['PUT /rooms/:room/bans/:passerBy'],
    ['DELETE /rooms/:room/bans/:passerBy'],
    ['GET /rooms/:room/mutes'],
    ['DELETE /rooms/:room/mutes/:passerBy'],
    ['POST /rooms/:room/code'],
  ],
  rename: [['PATCH /rooms/:room', { name: 'Mint' }]],
  configure: [
    ['PATCH /rooms/:room', { mentionRoomBy: 'member' }],
    ['PATCH /rooms/:room', { postBy: 'member', replyBy: 'member', reactBy: 'member', slowSeconds: 0 }],
  ],
  delete: [['DELETE /rooms/:room']],
};

/** Each row's cells that are tried, as cases of a test. */
const cases = (rows: RightsRow[], column: string) =>
  rows.flatMap(({ who, rights: { [column]: cell = '·' } }) =>
    cell === '·' ? [] : [{ kind: who.at(-2) as RoomKind, name: who.at(-1) as RoleName, cell }],
  );

/** The outcome of a cell at an endpoint; whether the message or its room is not found depends on the endpoint. */
function outcomeAt([endpoint]: Endpoint, cell: string): Outcome {
  const isMessage =
    endpoint.includes('/messages/:') ||
    /_reaction$|^edit_message$|^delete_message$|^MCP (react|read_thread)$/.test(endpoint);
  if (cell === '✓') return 'allowed';
  if (cell === '404') return isMessage ? '404 message_not_found' : '404 room_not_found';
  if (cell === '403') return '403 forbidden';
  return cell === 'banned' ? '403 banned' : '409 cannot_leave_direct';
}

/** Actions after which the caller's role differs, or the room is gone. */
const DESTRUCTIVE: readonly string[] = ['join', 'leave', 'delete'] satisfies RoomAction[];
/** A target of each role; the owner is another member than the caller. */
const victims: Record<MemberRole, RoleName | 'the founder'> = {
  owner: 'the founder',
  moderator: 'a moderator',
  member: 'a guest',
};

describe('permissions at the endpoints', () => {
  let app: TestApp;
  let cast: PermissionCast;
  const rooms = {} as Record<RoomKind, RoomFixture>;

  beforeAll(async () => {
    app = await startApp({ settings: { CALL_URL: 'https://meet.example.org/{room}' } });
    cast = await PermissionCast.create(app.url);
    for (const kind of ROOM_KINDS) rooms[kind] = await cast.createRoom(kind);
  }, 120_000);

  afterAll(async () => {
    cast.goOffline();
    await app.close();
  });

  const idOf = (who: RoleName | 'the founder') => (who === 'the founder' ? cast.founder.id : cast.get(who).id);

  async function call(
    name: RoleName,
    [endpoint, sent]: Endpoint,
    fixture: RoomFixture,
    author: Author = 'the founder',
  ) {
    const resolved = (text: string) =>
      text
        .replace(':room', fixture.room.id)
        .replace(':message', fixture.messageIds.get(author) ?? '')
        .replace(':founder', cast.founder.id)
        .replace(':passerBy', cast.outsider.id)
        .replace(':new', randomUUID());
    const payload = sent && (JSON.parse(resolved(JSON.stringify(sent))) as object);
    const [method, path] = resolved(endpoint).split(' ') as [string, string?];
    if (!path) {
      const ack = await cast.get(name).tryCommand(method, payload);
      return ack.ok ? 'allowed' : `${ack.error.status} ${ack.error.code}`;
    }
    if (method === 'MCP') return outcomeOf(cast.get(name), path, payload);
    const { status, body } = await cast.get(name).ask<object>(method, encodeURI(path), payload);
    return status < 300 ? 'allowed' : `${status} ${body.code}`;
  }

  test('cover every action, for every role', () => {
    const actions = Object.keys(endpoints).filter((action) => action !== 'read-message');
    expect(actions).toEqual([...ROOM_ACTIONS]);
    expect(Object.values(endpoints).filter((there) => !there.length)).toEqual([]);
    expect(Object.keys(roomRights[0]?.rights ?? {})).toEqual(Object.keys(endpoints));
    const everybody = ROOM_KINDS.flatMap((kind) => ROLE_NAMES.map((name) => [kind, name]));
    for (const table of [roomRights, messageRights]) expect(table.map(({ who }) => who)).toEqual(everybody);
    const inRooms = everybody.filter(([kind]) => !isConversation(kind as RoomKind));
    for (const act of ['give', 'mute', 'kick', 'ban'])
      expect(memberRights.flatMap(({ who: [of, ...rest] }) => (of === act ? [rest] : []))).toEqual(inRooms);
  });

  describe.each(Object.entries(endpoints))('to %s', (action, there) => {
    test.each(cases(roomRights, action))('a $kind room: $name ($cell)', async ({ kind, name, cell }) => {
      for (const endpoint of there) {
        const destroys = kind !== 'direct' && cell === '✓' && DESTRUCTIVE.includes(action);
        const fixture = destroys ? await cast.createRoom(kind, [name]) : rooms[kind];
        expect({ [endpoint[0]]: await call(name, endpoint, fixture) }).toEqual({
          [endpoint[0]]: outcomeAt(endpoint, cell),
        });
      }
    });
  });

  describe.each([
    ['give', 'PATCH', 'members', (role: MemberRole) => ({ role })],
    ['mute', 'PATCH', 'members', () => ({ mutedUntil: null })],
    ['kick', 'DELETE', 'members', undefined],
    ['ban', 'PUT', 'bans', undefined],
  ] as const)('to %s', (act, method, list, sent) => {
    const rows = memberRights.filter(({ who }) => who[0] === act);

    describe.each(MEMBER_ROLES)('an %s', (role) => {
      test.each(cases(rows, role))('of a $kind room: $name ($cell)', async ({ kind, name, cell }) => {
        const victim = victims[role];
        const both = victim === 'the founder' ? [name] : [name, victim];
        const fixture = cell === '✓' && !sent ? await cast.createRoom(kind, both) : rooms[kind];
        const endpoint: Endpoint = [`${method} /rooms/:room/${list}/${idOf(victim)}`, sent?.(role)];
        expect(await call(name, endpoint, fixture)).toBe(outcomeAt(endpoint, cell));
      });
    });
  });

  const changes = { body: 'as good as new' };
  const toMessages: [string, Endpoint[]][] = [
    ['see', [['GET /messages/:message/edits']]],
    [
      'edit',
      [
        ['PATCH /messages/:message', changes],
        ['edit_message', { messageId: ':message', ...changes }],
      ],
    ],
    ['delete', [['DELETE /messages/:message'], ['delete_message', { messageId: ':message' }]]],
  ];

  // Deleting comes last: a tombstone may be deleted again, but not edited.
  describe.each(toMessages)('to %s', (act, there) => {
    test.each(cases(messageRights, act))('words in a $kind room: $name ($cell)', async ({ kind, name, cell }) => {
      for (const endpoint of there)
        expect({ [endpoint[0]]: await call(name, endpoint, rooms[kind]) }).toEqual({
          [endpoint[0]]: outcomeAt(endpoint, cell),
        });
    });

    const own = cases(messageRights, `${act}-own`);
    test.each(own)('their own messages in a $kind room: $name ($cell)', async ({ kind, name, cell }) => {
      for (const endpoint of there)
        expect({ [endpoint[0]]: await call(name, endpoint, rooms[kind], name) }).toEqual({
          [endpoint[0]]: outcomeAt(endpoint, cell),
        });
    });
  });

  const toNotices: [string, Endpoint[]][] = [
    ['react', endpoints.react],
    ['pin', endpoints.pin],
    ...toMessages.filter(([act]) => act !== 'see'),
  ];

  describe.each(toNotices)('to %s', (act, there) => {
    test.each(cases(messageRights, `${act}-notice`))(
      'a notice in a $kind room: $name ($cell)',
      async ({ kind, name, cell }) => {
        for (const endpoint of there)
          expect({ [endpoint[0]]: await call(name, endpoint, rooms[kind], 'the room') }).toEqual({
            [endpoint[0]]: outcomeAt(endpoint, cell),
          });
      },
    );
  });

  describe.each(MEMBER_ROLES)('to mention the whole room where %ss may', (by) => {
    beforeAll(async () => {
      for (const kind of ['public', 'private'] as const)
        await cast.founder.must('PATCH', `/rooms/${rooms[kind].room.id}`, { mentionRoomBy: by });
    });

    test.each(cases(massMentionRights, by))('in a $kind room: $name ($cell)', async ({ kind, name, cell }) => {
      const message = { clientId: randomUUID(), body: 'come here, @room' };
      const path = `/rooms/${rooms[kind].room.id}/messages`;
      const { mentionsRoom } = await cast.get(name).must<Message>('POST', path, message);
      expect(mentionsRoom).toBe(cell === '✓');
    });
  });
});
