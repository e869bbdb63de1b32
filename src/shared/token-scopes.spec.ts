import { describe, expect, test } from '@jest/globals';
import { ROLES } from './roles.ts';
import { mayHaveTokens, TOKEN_MODES } from './token-scopes.ts';

describe('who has personal tokens', () => {
  const table = Object.fromEntries(
    TOKEN_MODES.map((mode) => [mode, ROLES.filter((role) => mayHaveTokens(mode, role))]),
  );

  test('follows the setting and the role', () => {
    expect(table).toEqual({ on: ['member', 'moderator', 'admin'], admins: ['admin'], off: [] });
  });
});
