/**
 * `npm start`: everything from a fresh clone to a running Parley. This file and what it imports need nothing installed
 * and run on Node 18; everything after the install is in app.mjs and runs on the Node that the lock file pins.
 */
import { assertSettingsRead, isGiven } from './settings.mjs'; // first: it fills the environment
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildClient, buildServer } from './build.mjs';
import { printableError, ignoreBrokenPipe, UserFacingError } from './console.mjs';
import { installPackages } from './install.mjs';
import { LockHeldError, acquireLock } from './lock.mjs';
import { isNode24, assertNode24, runOnNode24 } from './node24.mjs';
import { assertPortFree } from './port.mjs';
import { withBuildLock } from './build-lock.mjs';
import { dataDir, makeDataFolder } from './paths.mjs';
import { assertSecretKey } from './secret-file.mjs';

/** Time to wait for an earlier Parley that is stopping. */
const LOCK_TIMEOUT_MS = 3000;

ignoreBrokenPipe();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(130));
try {
  assertSettingsRead();
  assertNode24();
  assertSecretKey();
  makeDataFolder();
  if (!isGiven('DATABASE_URL')) await takeData();
  await assertPortFree(process.env.PORT, process.env.HOST);
  await withBuildLock(async () => {
    await installPackages();
    await buildServer();
    await buildClient();
  });
  const app = fileURLToPath(new URL('app.mjs', import.meta.url));
  if (isNode24()) await import('./app.mjs');
  else runOnNode24(app, []);
} catch (error) {
  console.error(printableError(error));
  process.exit(1);
}

/** Only one Parley can use the embedded database. */
async function takeData() {
  try {
    await acquireLock(join(dataDir, 'lock'), LOCK_TIMEOUT_MS);
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    throw new UserFacingError(
      `Parley already runs on ${dataDir} (process ${error.pid}): stop that one, or set DATA_DIR and PORT for a second one.`,
    );
  }
}
