import { buildClient, buildServer } from '../../deploy/local/build.mjs';
import { ignoreBrokenPipe } from '../../deploy/local/console.mjs';
import { exitWithParent } from '../../deploy/local/node24.mjs';
import { requireProxies } from '../support/services/proxy.mjs';
import { findRedis } from '../support/services/redis.mjs';
import { inJest } from './jest-run.mjs';
import { NIGHTLY_SUITES } from './nightly-suites.mjs';
import { built, inBrowser, report } from './part-runs.mjs';
import { endOnSignals, Parts } from './parts.mjs';

/** The parts of `npm run test:nightly`: what `npm test` leaves out. Other browsers have a command of their own. */

ignoreBrokenPipe();
endOnSignals();
exitWithParent(() => process.exit(1));

const parts = new Parts();
const server = await parts.check('Server build', () => built(buildServer));
const client = await parts.check('Client build', () => built(buildClient));
await parts.count('Failovers, faults and upgrades', [server], (call) => {
  findRedis();
  requireProxies();
  return inJest(call, 'e2e', report('e2e'), { suites: NIGHTLY_SUITES });
});
await parts.count('Every screen, and further appearances', [server, client], (call) =>
  inBrowser(call, ['--grep', '@nightly']),
);
parts.finish();
