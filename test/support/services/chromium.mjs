import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lastErrorLine } from '../../../deploy/local/run-command.mjs';
import { UserFacingError } from '../../../deploy/local/console.mjs';

const PACKAGES = ['chromium-headless-shell', 'chromium'];
const MISSING =
  'The browser tests need Chromium: install it (Debian: apt-get install chromium) or name one in CHROME_BIN.';

const isRoot = process.getuid?.() === 0;
// Chromium's own errands (updates, metrics, experiments) would be noise, and outside requests.
const quiet = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  // A microphone that beeps, and nobody who has to allow it.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/**
 * How tests start an installed browser: only Debian's own packages are ever downloaded. The headless shell keeps no
 * processes in reserve for windows, and needs a third less processor time for each test; what it lacks, as notifications
 * of the system, is tested in the whole browser.
 * @param {{ isWhole?: boolean }} [which]
 */
export function chromiumOptions({ isWhole = false } = {}) {
  const executablePath = (isWhole ? undefined : findProgram(['chromium-headless-shell'])) ?? findChromium();
  return { executablePath, args: [...quiet, ...(isRoot ? ['--no-sandbox'] : [])] };
}

/** Installs what is missing where that is allowed and known to work: as root on Debian. */
export function requireChromium() {
  if (process.env.CHROME_BIN) return;
  const missing = PACKAGES.filter((name) => !findProgram([name]));
  const failure = missing.length > 0 ? installOnDebian(missing) : undefined;
  if (!findChromium()) throw new UserFacingError(failure ? `${MISSING} (apt-get: ${failure})` : MISSING);
}

/** @returns {string | undefined} */
function findChromium() {
  return process.env.CHROME_BIN ?? findProgram(['chromium', 'chromium-browser', 'google-chrome']);
}

/** @param {string[]} names */
function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

/** @param {string[]} packages @returns {string | undefined} why it failed */
function installOnDebian(packages) {
  if (!isRoot || !existsSync('/etc/debian_version')) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-q', '--no-install-recommends', ...packages, 'fonts-dejavu-core'];
  try {
    for (const command of [['update', '-q'], install]) execFileSync('apt-get', command, { env, stdio: 'pipe' });
  } catch (error) {
    return lastErrorLine(error);
  }
  return undefined;
}
