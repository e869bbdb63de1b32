import type { Role } from './roles.ts';

/**
 * What a personal token may be given, a closed list. A token never does more than its person could, and what names no scope
 * is closed to every token.
 */
export const TOKEN_SCOPES = [
  'messages:read',
  'messages:write',
  'reactions:write',
  'rooms:read',
  'rooms:write',
  'files:read',
  'files:write',
  'people:read',
  'search',
  'presence:write',
  'mcp',
  'hooks:manage',
  'admin:read',
  'admin:write',
] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Who has personal tokens: everybody with an account, administrators, nobody. */
export const TOKEN_MODES = ['on', 'admins', 'off'] as const;
export type TokenMode = (typeof TOKEN_MODES)[number];

/** Guests have no account that a token could act for. */
export const mayHaveTokens = (mode: TokenMode, role: Role): boolean =>
  role !== 'guest' && (mode === 'on' || (mode === 'admins' && role === 'admin'));

export const MAX_TOKENS_PER_PERSON = 20;
export const MAX_TOKEN_NAME = 100;
export const MAX_TOKEN_DAYS = 365;
export const DEFAULT_TOKEN_DAYS = 90;
export const MAX_TOKEN_ROOMS = 50;
