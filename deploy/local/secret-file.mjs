import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { UserFacingError } from './console.mjs';

/** In production nobody invents the key: whoever forgot it would lose all sessions with the next empty disk. */
export function assertSecretKey() {
  if (process.env.NODE_ENV === 'production' && !process.env.SECRET_KEY) {
    throw new UserFacingError(
      'SECRET_KEY must be set (32 bytes or more) when NODE_ENV is production, for example to the output of: openssl rand -base64 32',
    );
  }
}

/**
 * The secret kept in a file, made at the first call. It appears whole or not at all.
 * @param {string} file
 * @returns {string}
 */
export function readOrCreateSecret(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
  }
  const secret = randomBytes(32).toString('base64url');
  const half = `${file}.${process.pid}`;
  writeFileSync(half, `${secret}\n`, { mode: 0o600, flush: true });
  renameSync(half, file);
  return secret;
}
