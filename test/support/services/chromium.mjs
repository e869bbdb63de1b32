import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lastErrorLine } from '../../../deploy/local/run-command.mjs';
import { UserFacingError } from '../../../deploy/local/console.mjs';

/** The installed browser: only Debian's own package is ever downloaded. @returns {string | undefined} */
export function findChromium() {
  if (process.env.CHROME_BIN) return process.env.CHROME_BIN;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

/** Installs it where that is allowed and known to work: as root on Debian. */
export function requireChromium() {
  if (findChromium()) return;
  const missing =
    'The browser tests need Chromium: install it (Debian: apt-get install chromium) or name one in CHROME_BIN.';
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) throw new UserFacingError(missing);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('apt-get', ['update', '-q'], { env, stdio: 'pipe' });
    execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      env,
      stdio: 'pipe',
    });
  } catch (error) {
    throw new UserFacingError(`${missing} (apt-get: ${lastErrorLine(error)})`, { cause: error });
  }
  if (!findChromium()) throw new UserFacingError(missing);
}
