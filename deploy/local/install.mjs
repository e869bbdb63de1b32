import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run-command.mjs';
import { withProgress } from './console.mjs';
import { root } from './paths.mjs';

/** @typedef {{ version?: string, resolved?: string, link?: boolean, optional?: boolean, devOptional?: boolean }} Locked */

/** Installs the packages of package-lock.json unless they are installed already. */
export async function installPackages() {
  if (installed()) return;
  // Tools that build the app are "dev" packages: NODE_ENV=production would leave them out.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await withProgress('Installing packages', () => run('npm ci', 'npm', args));
}

/**
 * npm writes its list of node_modules at the very end, so the list is missing after an interrupted install. Packages for
 * other platforms are only in the lock file.
 */
function installed() {
  const there = packages('node_modules/.package-lock.json');
  if (!there) return false;
  return Object.entries(packages('package-lock.json') ?? {}).every(([path, locked]) => {
    if (!path.includes('node_modules/') || locked.link) return true;
    const found = there[path];
    return found ? found.version === locked.version : Boolean(locked.optional || locked.devOptional);
  });
}

/** @param {string} file @returns {Record<string, Locked> | undefined} */
function packages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}
