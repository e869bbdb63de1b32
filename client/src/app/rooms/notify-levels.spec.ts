import { describe, expect, it } from 'vitest';
import { effectiveLevel, levelsFor } from './notify-levels.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const LATER = '2026-11-30T12:00:01Z';
const BEFORE = '2026-11-30T11:59:59Z';

describe('what a room notifies of', () => {
  it.each([
    ['public', 'all', null, 'all', 'chosen'],
    ['private', 'mentions', null, 'mentions', 'default'],
    ['private', 'none', null, 'none', 'muted'],
    ['private', 'none', LATER, 'none', 'muted'],
    ['private', 'all', LATER, 'named', 'quiet'],
    ['private', 'mentions', BEFORE, 'mentions', 'default'],
    ['direct', 'mentions', null, 'all', 'conversation'],
    ['group', 'all', null, 'all', 'conversation'],
    ['group', 'mentions', LATER, 'named', 'quiet'],
    ['direct', 'none', null, 'none', 'muted'],
  ] as const)('%s, level %s, quiet until %s: %s, %s', (kind, notify, quietUntil, heard, reason) =>
    expect(effectiveLevel({ kind, notify, quietUntil }, NOW)).toEqual({ heard, reason }),
  );

  it('is chosen from two levels in a conversation, from three in a room', () => {
    expect(levelsFor({ kind: 'direct', notify: 'mentions' })).toEqual([
      ['mentions', 'all'],
      ['none', 'none'],
    ]);
    expect(levelsFor({ kind: 'public', notify: 'mentions' }).map(([value]) => value)).toEqual([
      'all',
      'mentions',
      'none',
    ]);
  });
});
