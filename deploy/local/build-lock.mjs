import { join } from 'node:path';
import { releaseLock, takeLock } from './lock.mjs';
import { root } from './paths.mjs';

/**
 * Changes node_modules or the built files while nobody else does: two starts at once would install over each other.
 * @param {() => Promise<void>} work
 */
export async function prepare(work) {
  const lock = join(root, '.data', 'prepare.lock');
  await takeLock(lock, 30 * 60_000, () => console.log('Another start is installing or building here: waiting for it.'));
  await work();
  releaseLock(lock);
}
