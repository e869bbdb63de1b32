import { describe, expect, test } from '@jest/globals';
import { isFactorRequired, type SecondFactorMode } from './second-factor.policy.ts';
import type { Role } from './roles.ts';

/** Who must have a second factor. */
const REQUIRED: Record<SecondFactorMode, Record<Role, boolean>> = {
  off: { guest: false, member: false, moderator: false, admin: false },
  optional: { guest: false, member: false, moderator: false, admin: false },
  member: { guest: false, member: true, moderator: true, admin: true },
  moderator: { guest: false, member: false, moderator: true, admin: true },
  admin: { guest: false, member: false, moderator: false, admin: true },
};

describe('SECOND_FACTOR', () => {
  test.each(Object.entries(REQUIRED) as [SecondFactorMode, Record<Role, boolean>][])('%s', (mode, expected) => {
    const found = Object.keys(expected).map((role) => [role, isFactorRequired(mode, role as Role)]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });
});
