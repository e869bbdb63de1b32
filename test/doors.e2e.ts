import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProblemCode } from '../src/common/problem.ts';
import { mayDelete, mayEdit } from '../src/messages/messages.policy.ts';
import { MEMBER_ROLES, type MemberRole } from '../src/rooms/members.dto.ts';
import { ROOM_KINDS, type RoomKind } from '../src/rooms/rooms.dto.ts';
import {
  mayActUpon,
  mayGiveRole,
  mayMentionRoom,
  mayRoom,
  ROOM_ACTIONS,
  type RoomAction,
} from '../src/rooms/rooms.policy.ts';
import type { Message } from '../src/timeline/message.dto.ts';
import { startApp, type TestApp } from './support/app.ts';
import { Cast, isEverIn, type Name, NAMES, type Place, standingOf } from './support/standings.ts';

/** `METHOD /path` or a command, and what is sent along. Words with a colon stand for what is in the place. */
type Door = [name: string, sent?: object];
type Outcome = 'allowed' | `${number} ${ProblemCode}`;

/** Every action of the policy, at each door that asks for it. */
const doors: Record<RoomAction, Door[]> = {
  see: [['GET /rooms/:room']],
  join: [
    ['POST /rooms/:room/join', {}],
    ['join_room', { roomId: ':room' }],
  ],
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
    ['GET /messages/:message'],
    ['GET /messages/:message/readers'],
  ],
  post: [
    ['POST /rooms/:room/messages', { clientId: ':new', body: 'heads' }],
    ['send_message', { roomId: ':room', clientId: ':new', body: 'tails' }],
    ['typing', { roomId: ':room', active: true }],
  ],
  react: [
    ['PUT /messages/:message/reactions/🪙'],
    ['DELETE /messages/:message/reactions/🪙'],
    ['add_reaction', { messageId: ':message', emoji: '🪙' }],
    ['remove_reaction', { messageId: ':message', emoji: '🪙' }],
  ],
  pin: [['PUT /messages/:message/pin'], ['DELETE /messages/:message/pin']],
  invite: [['POST /rooms/:room/members', { userIds: [':founder'] }]],
  leave: [['POST /rooms/:room/leave'], ['leave_room', { roomId: ':room' }]],
  moderate: [
    ['GET /rooms/:room/bans'],
    ['PUT /rooms/:room/bans/:passerBy'],
    ['DELETE /rooms/:room/bans/:passerBy'],
    ['POST /rooms/:room/code'],
  ],
  rename: [['PATCH /rooms/:room', { name: 'Mint' }]],
  configure: [['PATCH /rooms/:room', { mentionRoomBy: 'member' }]],
  delete: [['DELETE /rooms/:room']],
};

/** After these, who did them stands elsewhere, or nobody stands anywhere. */
const DESTRUCTIVE: readonly RoomAction[] = ['join', 'leave', 'delete'];
/** Somebody of each role to act upon; the owner is another one than who acts. */
const victims: Record<MemberRole, Name | 'the founder'> = {
  owner: 'the founder',
  moderator: 'a moderator',
  member: 'a guest',
};

function roomVerdict(action: RoomAction, name: Name, kind: RoomKind, allowed?: boolean): Outcome {
  const standing = standingOf(name, kind);
  if (!mayRoom('see', standing)) return '404 room_not_found';
  if (!(allowed ?? mayRoom(action, standing))) return '403 forbidden';
  if (action === 'join' && standing.banned) return '403 banned';
  return action === 'leave' && kind === 'direct' ? '409 cannot_leave_direct' : 'allowed';
}

/** Whoever does not read a room does not know of its messages. */
function messageVerdict(name: Name, kind: RoomKind, allowed: boolean): Outcome {
  if (!mayRoom('read', standingOf(name, kind))) return '404 message_not_found';
  return allowed ? 'allowed' : '403 forbidden';
}

describe('the doors keep to the policy', () => {
  let app: TestApp;
  let cast: Cast;
  const places = {} as Record<RoomKind, Place>;

  beforeAll(async () => {
    app = await startApp();
    cast = await Cast.gather(app.url);
    for (const kind of ROOM_KINDS) places[kind] = await cast.furnish(kind);
  }, 120_000);

  afterAll(async () => {
    cast.disperse();
    await app.close();
  });

  const idOf = (who: Name | 'the founder') => (who === 'the founder' ? cast.founder.id : cast.get(who).id);

  async function knock(name: Name, [door, sent]: Door, place: Place, saidBy: Name | 'the founder' = 'the founder') {
    const filled = (text: string) =>
      text
        .replace(':room', place.room.id)
        .replace(':message', place.said.get(saidBy) ?? '')
        .replace(':founder', cast.founder.id)
        .replace(':passerBy', cast.passerBy.id)
        .replace(':new', randomUUID());
    const payload = sent && (JSON.parse(filled(JSON.stringify(sent))) as object);
    const [method, path] = filled(door).split(' ') as [string, string?];
    if (!path) {
      const ack = await cast.get(name).tell(method, payload);
      return ack.ok ? 'allowed' : `${ack.error.status} ${ack.error.code}`;
    }
    const { status, body } = await cast.get(name).ask<object>(method, encodeURI(path), payload);
    return status < 300 ? 'allowed' : `${status} ${body.code}`;
  }

  test('which is described at every action there is', () => {
    expect(Object.keys(doors)).toEqual([...ROOM_ACTIONS]);
    expect(Object.values(doors).filter((there) => !there.length)).toEqual([]);
  });

  const everybody = ROOM_KINDS.flatMap((kind) => NAMES.map((name) => ({ kind, name })));

  describe.each(ROOM_ACTIONS)('to %s', (action) => {
    test.each(everybody)('a $kind room: $name', async ({ kind, name }) => {
      for (const door of doors[action]) {
        const isMessage = door[0].includes('/messages/:') || door[0].endsWith('_reaction');
        const expected = isMessage
          ? messageVerdict(name, kind, mayRoom(action, standingOf(name, kind)))
          : roomVerdict(action, name, kind);
        const destroys = kind !== 'direct' && expected === 'allowed' && DESTRUCTIVE.includes(action);
        const place = destroys ? await cast.furnish(kind, [name]) : places[kind];
        expect({ [door[0]]: await knock(name, door, place) }).toEqual({ [door[0]]: expected });
      }
    });
  });

  const upon = (['public', 'private'] as const).flatMap((kind) =>
    NAMES.flatMap((name) =>
      MEMBER_ROLES.filter((role) => victims[role] !== name).map((role) => ({ kind, name, role })),
    ),
  );

  describe.each([
    ['give a role to', 'PATCH', 'members', mayGiveRole, (role: MemberRole) => ({ role })],
    ['mute', 'PATCH', 'members', mayActUpon, () => ({ mutedUntil: null })],
    ['kick', 'DELETE', 'members', mayActUpon, undefined],
    ['ban', 'PUT', 'bans', mayActUpon, undefined],
  ] as const)('to %s', (_, method, list, may, sent) => {
    test.each(upon)('the $role of a $kind room: $name', async ({ kind, name, role }) => {
      const expected = roomVerdict('moderate', name, kind, may(standingOf(name, kind), role));
      const victim = victims[role];
      const both = victim === 'the founder' ? [name] : [name, victim];
      const place = expected === 'allowed' && !sent ? await cast.furnish(kind, both) : places[kind];
      const door: Door = [`${method} /rooms/:room/${list}/${idOf(victim)}`, sent?.(role)];
      expect(await knock(name, door, place)).toBe(expected);
    });
  });

  /** Everybody before the founder's words, and before their own if they have ever said something there. */
  const words = everybody.flatMap(({ kind, name }) => [
    { kind, name, isAuthor: false, whose: 'the founder’s' },
    ...(isEverIn(name, kind) ? [{ kind, name, isAuthor: true, whose: 'their own' }] : []),
  ]);

  // Deleting comes last: a tombstone may be deleted again, but not edited.
  describe.each([
    ['edit', mayEdit, ['PATCH /messages/:message', { body: 'as good as new' }], 'edit_message'],
    ['delete', mayDelete, ['DELETE /messages/:message'], 'delete_message'],
  ] as const)('to %s', (_, may, [atRest, sent], command) => {
    test.each(words)('$whose message in a $kind room: $name', async ({ kind, name, isAuthor }) => {
      const saidBy = isAuthor ? name : 'the founder';
      const moderates = mayRoom('moderate', standingOf(name, kind));
      const expected = messageVerdict(name, kind, may({ isAuthor, moderates }));
      for (const door of [
        [atRest, sent],
        [command, { messageId: ':message', ...sent }],
      ] satisfies Door[])
        expect({ [door[0]]: await knock(name, door, places[kind], saidBy) }).toEqual({ [door[0]]: expected });
    });
  });

  const callers = everybody.filter(({ kind, name }) => mayRoom('post', standingOf(name, kind)));

  describe.each(MEMBER_ROLES)('to call everybody where %ss may', (by) => {
    beforeAll(async () => {
      for (const kind of ['public', 'private'] as const)
        await cast.founder.must('PATCH', `/rooms/${places[kind].room.id}`, { mentionRoomBy: by });
    });

    test.each(callers)('in a $kind room: $name', async ({ kind, name }) => {
      const message = { clientId: randomUUID(), body: 'come here, @room' };
      const path = `/rooms/${places[kind].room.id}/messages`;
      const { mentionsRoom } = await cast.get(name).must<Message>('POST', path, message);
      expect(mentionsRoom).toBe(mayMentionRoom(standingOf(name, kind), by));
    });
  });
});
