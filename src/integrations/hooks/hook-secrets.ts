import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 32;

export const newHookSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

export const hookSecretHash = (secret: string): Buffer => hash('sha256', secret, 'buffer');

interface SecretHashes {
  secretHash: Buffer;
  previousHash: Buffer | null;
  previousUntil: Date | null;
}

/** Compared with an unknown hook, so that it takes as long as a known one. */
const NO_HASHES: SecretHashes = { secretHash: Buffer.alloc(SECRET_BYTES), previousHash: null, previousUntil: null };

/** Whether a secret is that of a hook, or the one before it while that works. */
export function isHookSecret(secret: string, hook: SecretHashes | undefined, now = new Date()): boolean {
  const given = hookSecretHash(secret);
  const { secretHash, previousHash, previousUntil } = hook ?? NO_HASHES;
  const isCurrent = timingSafeEqual(given, secretHash);
  const isPrevious =
    timingSafeEqual(given, previousHash ?? secretHash) && previousUntil !== null && previousUntil > now;
  return hook !== undefined && (isCurrent || isPrevious);
}
