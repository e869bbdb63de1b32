import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserFacingError } from './console.mjs';
import { releaseLock, acquireLock } from './lock.mjs';
import { root } from './paths.mjs';

/** What says that nothing can be written here. */
const READ_ONLY = new Set(['EACCES', 'EROFS', 'EPERM']);

/** @param {string} folder */
function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    if (READ_ONLY.has(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) return false;
    throw error;
  }
}

/**
 * A checkout that belongs to another user runs without a lock: no process of this user can change it meanwhile.
 * @param {() => Promise<void>} work
 */
async function withoutWriting(work) {
  try {
    await work();
  } catch (error) {
    throw new UserFacingError(
      `${root} cannot be written to by this user and is not built as it is now: let its owner run "npm ci && npm start" once, or use a tarball of a release.`,
      { cause: error },
    );
  }
}

/**
 * Runs work that changes node_modules or the built files under a lock: two starts at once would overwrite each other.
 * @param {() => Promise<void>} work
 */
export async function withBuildLock(work) {
  const lock = join(root, '.data', 'prepare.lock');
  const folder = join(root, '.data');
  if (!isWritable(existsSync(folder) ? folder : root)) return withoutWriting(work);
  await acquireLock(lock, 30 * 60_000, () =>
    console.log('Another start is installing or building here: waiting for it.'),
  );
  await work();
  releaseLock(lock);
}
