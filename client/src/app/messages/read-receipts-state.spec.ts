import type { Member } from '@api/rooms/members/members.dto.ts';
import { describe, expect, it } from 'vitest';
import { ada, bob } from '../testing/samples.ts';
import { withLastReadSeq, countReaders, fromMembers } from './read-receipts-state.ts';

const member = (user: Member['user'], lastReadSeq: number): Member => ({
  user,
  lastReadSeq,
  role: 'member',
  joinedAt: '2026-11-20T09:00:00.000Z',
  mutedUntil: null,
});

describe('how far members have read', () => {
  const members = [member(ada, 9), member(bob, 4), member({ ...bob, id: 'cleo' }, 2)];

  it('counts the others, not the reader', () => {
    const seqs = fromMembers(members, 'ada', new Map());
    expect([1, 2, 3, 4, 5].map((seq) => countReaders(seqs, seq))).toEqual([2, 2, 1, 1, 0]);
  });

  it('only rises, whichever comes first', () => {
    expect(fromMembers(members, 'ada', new Map([['bob', 3]])).get('bob')).toBe(4);
    expect(fromMembers(members, 'ada', new Map([['bob', 7]])).get('bob')).toBe(7);
    expect(withLastReadSeq(new Map([['bob', 7]]), 'bob', 5).get('bob')).toBe(7);
  });

  it('drops members who have left', () => {
    expect(countReaders(fromMembers(members, 'ada', new Map([['gone', 9]])), 1)).toBe(2);
  });
});
