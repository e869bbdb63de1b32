import { describe, expect, it } from 'vitest';
import { room } from '../testing/samples.ts';
import { mentionsEverybody, mayMentionRoom } from './mass-mention.ts';

describe('calling everybody', () => {
  it.each([
    ['@room please', true],
    ['(@Here)', true],
    ['@all.', true],
    ['`@room`', false],
    ['```\n@here\n```', false],
    ['@roommate', false],
    ['me@all', false],
  ])('%j: %s', (text, calls) => {
    expect(mentionsEverybody(text)).toBe(calls);
  });

  it.each([
    [room(), true],
    [room({ mentionRoomBy: 'moderator' }), false],
    [room({ mentionRoomBy: 'moderator', role: 'owner' }), true],
    [room({ kind: 'direct' }), false],
    [room({ role: null }), false],
  ])('is for those whom the room lets', (where, may) => {
    expect(mayMentionRoom(where)).toBe(may);
  });
});
