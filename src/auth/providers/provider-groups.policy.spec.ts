import { describe, expect, test } from '@jest/globals';
import type { Role } from '../../shared/roles.ts';
import { isLetIn, mapsRoles, roleByGroups } from './provider-groups.policy.ts';

const rules = (adminGroups: string[], moderatorGroups: string[], requiredGroups: string[] = []) => ({
  adminGroups,
  moderatorGroups,
  requiredGroups,
});
const BOTH = rules(['admins'], ['keepers']);

describe('the groups of a provider', () => {
  test.each<[string[], Role, Role]>([
    [['admins'], 'member', 'admin'],
    [['admins', 'keepers'], 'member', 'admin'],
    [['keepers'], 'member', 'moderator'],
    [['keepers'], 'admin', 'moderator'],
    [[], 'admin', 'member'],
    [[], 'moderator', 'member'],
    [['Admins', 'admins '], 'admin', 'member'],
  ])('%j make of a %s a %s', (groups, before, after) => expect(roleByGroups(BOTH, groups, before)).toBe(after));

  test('leave a role alone that none of them stands for', () => {
    expect(roleByGroups(rules([], ['keepers']), [], 'admin')).toBe('admin');
    expect(roleByGroups(rules([], ['keepers']), ['keepers'], 'admin')).toBe('admin');
    expect(roleByGroups(rules(['admins'], []), [], 'moderator')).toBe('moderator');
    expect([mapsRoles(rules([], [])), mapsRoles(BOTH)]).toEqual([false, true]);
  });

  test('are required where the operator says so', () => {
    expect(isLetIn(BOTH, undefined)).toBe(true);
    const strict = rules([], [], ['staff', 'friends']);
    expect([['friends'], ['Staff'], [], undefined].map((groups) => isLetIn(strict, groups))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
