import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where everything that must survive lies, absolute. */
export const dataDir = resolve(process.env.DATA_DIR || join(root, '.data'));

/**
 * Makes a folder nobody else may list. The one of root may be passed through: PostgreSQL, which does not run as root,
 * has its own folder below.
 * @param {string} path
 */
export function makeFolder(path) {
  if (mkdirSync(path, { recursive: true })) chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
}
