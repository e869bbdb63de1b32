import { describe, expect, test } from '@jest/globals';
import type { MemberRole, Role, RoomKind } from './roles.ts';
import { mayManageHooks } from './hooks.policy.ts';

/** Role on the server, kind of room, role in it: whether hooks are managed with ROOM_INTEGRATIONS on, and off. */
const rights: [server: Role, kind: RoomKind, role: MemberRole | null, on: boolean, off: boolean][] = [
  ['guest', 'private', 'owner', false, false],
  ['guest', 'public', 'moderator', false, false],
  ['member', 'private', 'owner', true, false],
  ['member', 'private', 'moderator', true, false],
  ['member', 'private', 'member', false, false],
  ['member', 'private', null, false, false],
  ['member', 'public', 'owner', true, false],
  ['member', 'public', 'member', false, false],
  ['member', 'public', null, false, false],
  ['member', 'direct', 'member', false, false],
  ['moderator', 'private', 'member', false, false],
  ['moderator', 'public', 'member', true, false],
  ['moderator', 'public', null, false, false],
  ['admin', 'private', 'owner', true, true],
  ['admin', 'private', 'member', true, true],
  ['admin', 'private', null, false, false],
  ['admin', 'public', 'member', true, true],
  ['admin', 'public', null, false, false],
  ['admin', 'direct', 'member', false, false],
];

describe('hooks of a room', () => {
  test.each(rights)('%s in a %s room as %s: %s, %s', (serverRole, kind, role, on, off) => {
    expect([true, false].map((isOn) => mayManageHooks({ serverRole, kind, role }, isOn))).toEqual([on, off]);
  });
});
