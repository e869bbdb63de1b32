import { join } from 'node:path';
import { releaseLock, acquireLock } from './lock.mjs';
import { root } from './paths.mjs';

/**
 * Runs work that changes node_modules or the built files under a lock: two starts at once would overwrite each other.
 * @param {() => Promise<void>} work
 */
export async function withBuildLock(work) {
  const lock = join(root, '.data', 'prepare.lock');
  await acquireLock(lock, 30 * 60_000, () =>
    console.log('Another start is installing or building here: waiting for it.'),
  );
  await work();
  releaseLock(lock);
}
