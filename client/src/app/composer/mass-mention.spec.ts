import { describe, expect, it } from 'vitest';
import { room } from '../testing/samples.ts';
import { callsEverybody, mayCallEverybody } from './mass-mention.ts';

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
    expect(callsEverybody(text)).toBe(calls);
  });

  it.each([
    [room(), true],
    [room({ mentionRoomBy: 'moderator' }), false],
    [room({ mentionRoomBy: 'moderator', role: 'owner' }), true],
    [room({ kind: 'direct' }), false],
    [room({ role: null }), false],
  ])('is for those whom the room lets', (where, may) => {
    expect(mayCallEverybody(where)).toBe(may);
  });
});
