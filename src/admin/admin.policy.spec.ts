import { describe, expect, test } from '@jest/globals';
import { type Role, ROLES } from '../common/caller.ts';
import { mayGive, maySeeAccounts, mayTouch } from './admin.policy.ts';

const pairs = ROLES.flatMap((mine) => ROLES.map((theirs): [Role, Role] => [mine, theirs]));

describe('looking after accounts', () => {
  test.each(pairs)('%s touches %s only from above, and only from moderator on', (mine, theirs) => {
    const allowed: [Role, Role][] = [
      ['moderator', 'guest'],
      ['moderator', 'member'],
      ['admin', 'guest'],
      ['admin', 'member'],
      ['admin', 'moderator'],
    ];
    expect(mayTouch(mine, theirs)).toBe(allowed.some(([a, b]) => a === mine && b === theirs));
  });

  test('only administrators give roles, to people below them', () => {
    expect(mayGive('admin', 'member', 'moderator', false)).toBe(true);
    expect(mayGive('admin', 'moderator', 'admin', false)).toBe(true);
    expect(mayGive('admin', 'admin', 'member', false)).toBe(false);
    expect(mayGive('moderator', 'member', 'moderator', false)).toBe(false);
    expect(mayGive('admin', 'guest', 'member', false)).toBe(false);
  });

  test('an administrator may step down', () => expect(mayGive('admin', 'admin', 'member', true)).toBe(true));

  test('guests and members see no accounts', () =>
    expect(ROLES.filter(maySeeAccounts)).toEqual(['moderator', 'admin']));
});
