import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { UserFacingError } from '../../../deploy/local/console.mjs';
import { lastErrorLine } from '../../../deploy/local/run-command.mjs';

/** The path of a program. @param {string} name @returns {string | undefined} */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find(existsSync);
}

/**
 * The path of a program, which is installed where that is allowed and known to work: as root on Debian.
 * @param {string} name
 * @param {string} debianPackage
 */
export const requireProgram = (name, debianPackage) => requirePackages(name, [debianPackage]);

/**
 * The path of a program that comes with one of several packages.
 * @param {string} name
 * @param {string[]} packages
 * @param {() => boolean} isRestThere whether what the other packages bring is there
 */
export function requirePackages(name, packages, isRestThere = () => true) {
  const whole = () => (isRestThere() ? findProgram(name) : undefined);
  const found = whole();
  if (found) return found;
  const missing = `The tests need ${name} on PATH: install it (Debian: apt-get install ${packages.join(' ')}).`;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) throw new UserFacingError(missing);
  // A service that the package would start is not wanted: tests start the program themselves.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const call = (/** @type {string[]} */ ...args) => execFileSync('apt-get', args, { env, stdio: 'pipe' });
  try {
    call('update', '-q');
    call('install', '-y', '-q', '--no-install-recommends', ...packages);
  } catch (error) {
    throw new UserFacingError(`${missing} (apt-get: ${lastErrorLine(error)})`, { cause: error });
  }
  const installed = whole();
  if (!installed) throw new UserFacingError(missing);
  return installed;
}

/**
 * Downloads Debian's packages and unpacks them into a folder, without installing them.
 * @param {string} folder is there when all of it is
 * @param {string[]} packages
 */
export function unpackPackages(folder, packages) {
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  const call = (/** @type {string} */ command, /** @type {string[]} */ ...args) =>
    execFileSync(command, args, { cwd: unfinished, stdio: 'pipe' });
  try {
    try {
      call('apt-get', 'download', ...packages);
    } catch (error) {
      if (process.getuid?.() !== 0) throw error;
      // A fresh container has no list of packages yet.
      call('apt-get', 'update');
      call('apt-get', 'download', ...packages);
    }
    for (const name of readdirSync(unfinished).filter((name) => name.endsWith('.deb'))) {
      call('dpkg', '-x', name, '.');
      rmSync(join(unfinished, name));
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** The environment in which a program of unpacked packages finds its libraries. @param {string} folder */
export function unpackedEnvironment(folder) {
  const libraries = join(folder, 'usr/lib');
  const folders = readdirSync(libraries)
    .filter((name) => name.includes('-linux-'))
    .map((name) => join(libraries, name));
  return { ...process.env, LD_LIBRARY_PATH: folders.join(':') };
}
