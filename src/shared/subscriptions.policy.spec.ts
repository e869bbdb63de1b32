import { describe, expect, test } from '@jest/globals';
import type { MemberRole, Role, RoomKind } from './roles.ts';
import { mayManageSubscriptions } from './subscriptions.policy.ts';

/** Role on the server, kind of room, role in it: whether its events may be sent away with ROOM_INTEGRATIONS on, and off. */
const rights: [server: Role, kind: RoomKind, role: MemberRole | null, on: boolean, off: boolean][] = [
  ['guest', 'private', 'owner', false, false],
  ['guest', 'public', 'moderator', false, false],
  ['member', 'private', 'owner', true, false],
  ['member', 'private', 'moderator', false, false],
  ['member', 'private', 'member', false, false],
  ['member', 'private', null, false, false],
  ['member', 'public', 'owner', true, false],
  ['member', 'public', 'member', false, false],
  ['member', 'public', null, false, false],
  ['member', 'direct', 'member', false, false],
  ['member', 'group', 'member', false, false],
  ['moderator', 'private', 'member', false, false],
  ['moderator', 'public', 'member', false, false],
  ['moderator', 'public', 'owner', true, false],
  ['moderator', 'public', null, false, false],
  ['admin', 'private', 'owner', true, true],
  ['admin', 'private', 'member', true, true],
  ['admin', 'private', null, false, false],
  ['admin', 'public', 'member', true, true],
  ['admin', 'public', null, false, false],
  ['admin', 'direct', 'member', false, false],
  ['admin', 'group', 'member', false, false],
];

describe('subscriptions to a room', () => {
  test.each(rights)('%s in a %s room as %s: %s, %s', (serverRole, kind, role, on, off) => {
    expect([true, false].map((isOn) => mayManageSubscriptions({ serverRole, kind, role }, isOn))).toEqual([on, off]);
  });
});
