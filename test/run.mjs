/** `npm test`: every test, from a fresh clone on. The last line counts them. */
import { fileURLToPath } from 'node:url';
import { explain, outliveReaders } from '../deploy/local/console.mjs';
import { installPackages } from '../deploy/local/install.mjs';
import { isNode24, requireNode24, runOnNode24 } from '../deploy/local/node24.mjs';
import { prepare } from '../deploy/local/build-lock.mjs';

outliveReaders();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(130));
try {
  requireNode24();
  await prepare(installPackages);
  if (isNode24()) await import('./support/all.mjs');
  else runOnNode24(fileURLToPath(new URL('support/all.mjs', import.meta.url)), []);
} catch (error) {
  console.error(explain(error));
  console.log('0 passed, 1 failed');
  process.exit(1);
}
