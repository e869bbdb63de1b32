import { buildClient, buildServer } from '../../deploy/local/build.mjs';
import { exitWithParent } from '../../deploy/local/node24.mjs';
import { ignoreBrokenPipe } from '../../deploy/local/console.mjs';
import { requireAlertmanager } from '../support/services/alertmanager.mjs';
import { requireClamd } from '../support/services/clamd.mjs';
import { whyNoGlewlwyd } from '../support/services/glewlwyd.mjs';
import { inJest } from './jest-run.mjs';
import { NIGHTLY_SUITES } from './nightly-suites.mjs';
import { built, inBrowser, inVitest, report, underLoad } from './part-runs.mjs';
import { endOnSignals, Parts } from './parts.mjs';
import { requireProxies } from '../support/services/proxy.mjs';
import { findRedis } from '../support/services/redis.mjs';

/** The parts of `npm test`, in sequence; a failure skips only the parts that depend on it. The rest is in nightly.mjs. */

ignoreBrokenPipe();
endOnSignals();
exitWithParent(() => process.exit(1));

const parts = new Parts();
let server = false;
let client = false;
await parts.together(
  async () => {
    await parts.check('Style and import rules', (call) => call('npm', ['run', '--silent', 'lint']));
    await parts.check('Types', (call) => call('npm', ['run', '--silent', 'types']));
  },
  async () => {
    server = await parts.check('Server build', () => built(buildServer));
    client = await parts.check('Client build', () => built(buildClient));
    await parts.count('Client unit tests', [], inVitest);
  },
);
await parts.together(
  async () => {
    await parts.count('Unit tests', [], (call) => inJest(call, 'unit', report('unit')));
  },
  async () => {
    // They mostly wait. Where nodes have no Redis nothing is published anyway; `npm run test:hints` is for all suites.
    await parts.count('Nodes that receive no hint of each other', [server], (call) =>
      inJest(call, 'e2e', report('hints'), { suites: ['test/cluster'], env: { TEST_HINTS: 'off' } }),
    );
  },
);
await parts.count('End-to-end tests', [server], (call) => {
  findRedis();
  requireAlertmanager();
  requireClamd();
  requireProxies();
  const missing = whyNoGlewlwyd();
  if (missing) console.log(missing);
  return inJest(call, 'e2e', report('e2e'), { without: NIGHTLY_SUITES });
});
await parts.count('Load, for correctness', [server], underLoad);
await parts.count('Browser tests', [server, client], (call) => inBrowser(call, ['--grep-invert', '@nightly']));
parts.finish();
