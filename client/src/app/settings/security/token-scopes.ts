import type { TokenScope } from '@api/shared/token-scopes.ts';
import type { TextKey } from '../../i18n/texts.ts';

/** What a token may be given, in plain words. */
const SCOPE_TEXTS: Record<TokenScope, TextKey> = {
  'messages:read': 'tokens.scope.messages:read',
  'messages:write': 'tokens.scope.messages:write',
  'reactions:write': 'tokens.scope.reactions:write',
  'rooms:read': 'tokens.scope.rooms:read',
  'rooms:write': 'tokens.scope.rooms:write',
  'files:read': 'tokens.scope.files:read',
  'files:write': 'tokens.scope.files:write',
  'people:read': 'tokens.scope.people:read',
  search: 'tokens.scope.search',
  'presence:write': 'tokens.scope.presence:write',
  mcp: 'tokens.scope.mcp',
  'hooks:manage': 'tokens.scope.hooks:manage',
  'admin:read': 'tokens.scope.admin:read',
  'admin:write': 'tokens.scope.admin:write',
};

/** Of a bot, where that means something else. */
const SCOPE_TEXTS_OF_BOTS: Partial<Record<TokenScope, TextKey>> = {
  'rooms:write': 'bots.scope.rooms:write',
  'presence:write': 'bots.scope.presence:write',
};

export const scopeText = (scope: TokenScope, ofBot: boolean): TextKey =>
  (ofBot && SCOPE_TEXTS_OF_BOTS[scope]) || SCOPE_TEXTS[scope];

export interface ScopeGroup {
  title: TextKey;
  scopes: readonly TokenScope[];
}

/** What this server has nothing for yet is not offered. */
const READING: ScopeGroup = {
  title: 'tokens.read',
  scopes: ['messages:read', 'search', 'rooms:read', 'files:read', 'people:read'],
};
const WRITING: ScopeGroup = {
  title: 'tokens.write',
  scopes: ['messages:write', 'reactions:write', 'files:write', 'rooms:write', 'hooks:manage', 'presence:write'],
};
const ADMINISTRATION: ScopeGroup = { title: 'tokens.administer', scopes: ['admin:read', 'admin:write'] };
const ASSISTANTS: ScopeGroup = { title: 'tokens.assistants', scopes: ['mcp'] };

/** @param mcp whether the server answers assistants */
export const scopeGroups = (isAdmin: boolean, mcp: boolean): readonly ScopeGroup[] => [
  READING,
  WRITING,
  ...(isAdmin ? [ADMINISTRATION] : []),
  ...(mcp ? [ASSISTANTS] : []),
];
