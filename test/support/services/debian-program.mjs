import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
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
