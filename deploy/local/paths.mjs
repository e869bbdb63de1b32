import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserFacingError } from './console.mjs';

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
  if (createFolder(path)) chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
}

/**
 * As `mkdirSync` with `recursive` does, which tries for ever where a folder exists and nothing can be created in it.
 * @param {string} path @returns {boolean} whether it was missing
 */
function createFolder(path) {
  const parent = dirname(path);
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EEXIST' && statSync(path).isDirectory()) return false;
    if (code !== 'ENOENT' || existsSync(parent)) throw error;
  }
  createFolder(parent);
  return createFolder(path);
}

/**
 * Creates the folder of all data if it is missing.
 * @throws UserFacingError when nothing can be written there
 */
export function makeDataFolder() {
  try {
    makeFolder(dataDir);
    // The rights alone do not tell whether the file system takes a file.
    const probe = join(dataDir, `.probe.${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    const why = UNUSABLE[/** @type {NodeJS.ErrnoException} */ (error).code ?? ''];
    if (!why) throw error;
    throw new UserFacingError(`DATA_DIR ${dataDir} ${why}: name another folder, or make this one writable.`);
  }
}

/** @type {Record<string, string>} */
const UNUSABLE = {
  EACCES: 'is not permitted for this user',
  EPERM: 'is not permitted for this user',
  EROFS: 'is read-only',
  EEXIST: 'is a file, not a folder',
  ENOTDIR: 'is a file, or lies below one, not a folder',
  ENOENT: 'cannot be created here',
  ENAMETOOLONG: 'is too long a path',
  ELOOP: 'is a link that leads to itself',
};
