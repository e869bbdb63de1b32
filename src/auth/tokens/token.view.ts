import type { PersonalTokenEntity } from './personal-token.entity.ts';
import type { Token } from './tokens.dto.ts';

/** A live token with the times of its session. */
export type TokenRow = Omit<PersonalTokenEntity, 'hash' | 'warnedAt'> & { createdAt: Date; expiresAt: Date };

export const tokenView = (row: TokenRow): Token => ({
  id: row.sessionId,
  name: row.name,
  scopes: row.scopes,
  roomIds: row.roomIds,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  ip: row.lastUsedIp,
});
