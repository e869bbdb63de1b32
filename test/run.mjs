/** `npm test`, or `npm run test:nightly` for what that leaves out, from a fresh clone on. The last line counts. */
import { fileURLToPath } from 'node:url';
import { printableError, ignoreBrokenPipe } from '../deploy/local/console.mjs';
import { installPackages } from '../deploy/local/install.mjs';
import { isNode24, assertNode24, runOnNode24 } from '../deploy/local/node24.mjs';
import { withBuildLock } from '../deploy/local/build-lock.mjs';

ignoreBrokenPipe();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(130));
try {
  assertNode24();
  await withBuildLock(installPackages);
  const runner = new URL(process.argv.includes('--nightly') ? 'runner/nightly.mjs' : 'runner/all.mjs', import.meta.url);
  if (isNode24()) await import(runner.href);
  else runOnNode24(fileURLToPath(runner), []);
} catch (error) {
  console.error(printableError(error));
  console.log('0 passed, 1 failed');
  process.exit(1);
}
