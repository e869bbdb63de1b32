import { join } from 'node:path';
import { releaseLock, acquireLock } from './lock.mjs';
import { root } from './paths.mjs';

/**
 * Changes node_modules or the built files while nobody else does: two starts at once would install over each other.
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
