import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { UserFacingError } from './console.mjs';

/** In production the key must be configured: a generated key would be lost with the disk, and all sessions with it. */
export function assertSecretKey() {
  if (process.env.NODE_ENV === 'production' && !process.env.SECRET_KEY && !process.env.SECRET_KEY_FILE) {
    throw new UserFacingError(
      'SECRET_KEY must be set (32 bytes or more) when NODE_ENV is production, for example to the output of: openssl rand -base64 32',
    );
  }
}

/**
 * The secret in a file, created at the first call. The file is never seen half written.
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
