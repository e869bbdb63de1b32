import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The absolute folder of all data that must be kept. */
export const dataDir = resolve(process.env.DATA_DIR || join(root, '.data'));

/**
 * Creates a folder that other users cannot list. A folder of root can be traversed: PostgreSQL does not run as root and
 * has its own folder below.
 * @param {string} path
 */
export function makeFolder(path) {
  if (mkdirSync(path, { recursive: true })) chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
}
