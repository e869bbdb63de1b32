import type { Passkey } from './passkey.dto.ts';
import type { PasskeyEntity } from './passkey.entity.ts';

export const passkeyView = ({ id, name, createdAt, lastUsedAt, synced, secondFactorOnly }: PasskeyEntity): Passkey => ({
  id,
  name,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  synced,
  secondFactorOnly,
});
