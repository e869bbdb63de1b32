import { describe, expect, test } from '@jest/globals';
import { lastActivity, unreadRank } from './catch-up.policy.ts';

type Ranked = Parameters<typeof unreadRank>[0];
const plain: Ranked = {
  id: 'room',
  kind: 'private',
  notify: 'mentions',
  mentionCount: 0,
  favourite: false,
  createdAt: '2026-01-01T00:00:00Z',
  lastMessage: null,
};

describe('unread rooms', () => {
  test.each<[string, Partial<Ranked>, boolean, number]>([
    ['a direct room', { kind: 'direct', mentionCount: 1, favourite: true }, true, 0],
    ['a room that mentions the reader', { mentionCount: 1, favourite: true }, true, 1],
    ['a room with replies in followed threads', { favourite: true }, true, 2],
    ['a favourite', { favourite: true }, false, 3],
    ['any other room', {}, false, 4],
    ['a muted room, whatever is in it', { kind: 'direct', notify: 'none', mentionCount: 1, favourite: true }, true, 5],
  ])('%s', (_, change, hasReplies, rank) => expect(unreadRank({ ...plain, ...change }, hasReplies)).toBe(rank));

  test('of nobody were active when they were made', () => expect(lastActivity(plain)).toBe(plain.createdAt));
});
