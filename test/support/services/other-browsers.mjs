import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserFacingError } from '../../../deploy/local/console.mjs';
import { requireProgram } from './debian-program.mjs';

const LIBRARIES = '/usr/lib';

/** The path of Firefox; Debian's own is installed where that is allowed. FIREFOX_BIN names another. */
export const requireFirefox = () => process.env.FIREFOX_BIN ?? requireProgram('firefox-esr', 'firefox-esr');

/** The paths of WebKitGTK's driver, of the browser it drives, and of the display for it. */
export function requireWebKit() {
  const driver = requireProgram('WebKitWebDriver', 'webkit2gtk-driver');
  const display = requireProgram('Xvfb', 'xvfb');
  const browser = process.env.WEBKIT_BIN ?? findMiniBrowser();
  if (!browser)
    throw new UserFacingError('The tests need MiniBrowser of WebKitGTK: install it or name it in WEBKIT_BIN.');
  return { driver, display, browser };
}

/** It lies beside the library, below a folder of the machine's architecture. @returns {string | undefined} */
function findMiniBrowser() {
  const folders = ['', ...readdirSync(LIBRARIES).filter((name) => name.includes('linux-gnu'))];
  const versions = ['webkit2gtk-4.1', 'webkit2gtk-4.0'];
  return folders
    .flatMap((folder) => versions.map((version) => join(LIBRARIES, folder, version, 'MiniBrowser')))
    .find((path) => existsSync(path));
}
