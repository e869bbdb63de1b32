import { expect, it } from 'vitest';
import type { Member } from '@api/rooms/members/members.dto.ts';
import { ada, bob } from '../../testing/samples.ts';
import { withMemberUpdate } from './member-updates.ts';

const member = (user: typeof ada, change: Partial<Member> = {}): Member => ({
  user,
  role: 'member',
  joinedAt: '2026-11-20T09:00:00.000Z',
  mutedUntil: null,
  lastReadSeq: 0,
  ...change,
});
const update = (changed: Member | null, userId: string) => ({
  roomId: 'room',
  userId,
  member: changed,
  memberCount: 2,
});

it('updates the members of the list', () => {
  const both = [member(ada), member(bob)];
  expect(withMemberUpdate(both, update(null, 'ada'), true)).toEqual([member(bob)]);
  expect(withMemberUpdate(both, update(member(bob, { role: 'owner' }), 'bob'), true)[1]?.role).toBe('owner');
  expect(withMemberUpdate([member(ada)], update(member(bob), 'bob'), true)).toEqual(both);
});

it('leaves a new member to the page that lists them', () => {
  expect(withMemberUpdate([member(ada)], update(member(bob), 'bob'), false)).toEqual([member(ada)]);
});
