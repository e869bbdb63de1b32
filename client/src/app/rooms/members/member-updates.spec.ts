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
const told = (changed: Member | null, userId: string) => ({ roomId: 'room', userId, member: changed, memberCount: 2 });

it('takes the news of members into their list', () => {
  const both = [member(ada), member(bob)];
  expect(withMemberUpdate(both, told(null, 'ada'), true)).toEqual([member(bob)]);
  expect(withMemberUpdate(both, told(member(bob, { role: 'owner' }), 'bob'), true)[1]?.role).toBe('owner');
  expect(withMemberUpdate([member(ada)], told(member(bob), 'bob'), true)).toEqual(both);
});

it('leaves who is new to the page on which they stand', () => {
  expect(withMemberUpdate([member(ada)], told(member(bob), 'bob'), false)).toEqual([member(ada)]);
});
