import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildClient, buildServer } from '../../deploy/local/build.mjs';
import { exitWithParent } from '../../deploy/local/node24.mjs';
import { ignoreBrokenPipe } from '../../deploy/local/console.mjs';
import { withBuildLock } from '../../deploy/local/build-lock.mjs';
import { requireAlertmanager } from '../support/services/alertmanager.mjs';
import { requireChromium } from '../support/services/chromium.mjs';
import { requireClamd } from '../support/services/clamd.mjs';
import { whyNoGlewlwyd } from '../support/services/glewlwyd.mjs';
import { inJest } from './jest-run.mjs';
import { endOnSignals, Parts } from './parts.mjs';
import { requireProxies } from '../support/services/proxy.mjs';
import { findRedis } from '../support/services/redis.mjs';

/** The parts of `npm test`, in sequence; a failure skips only the parts that depend on it. */

/** @typedef {import('./parts.mjs').Call} Call */

ignoreBrokenPipe();
endOnSignals();
exitWithParent(() => process.exit(1));
const folder = mkdtempSync(join(tmpdir(), 'parley-reports-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const report = (/** @type {string} */ name) => join(folder, `${name}.json`);
const node = process.execPath;

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
  return inJest(call, 'e2e', report('e2e'));
});
await parts.count('Load, for correctness', [server], underLoad);
await parts.count('Browser tests', [server, client], inBrowser);
parts.finish();

/** Empty when the tests did not get as far as a report. @param {string} name */
function read(name) {
  return existsSync(report(name)) ? JSON.parse(readFileSync(report(name), 'utf8')) : {};
}

/** The parts below find the build done. @param {() => Promise<void>} build */
async function built(build) {
  await withBuildLock(build);
  return true;
}

/** @param {Call} call */
async function inVitest(call) {
  const ok = await call('npm', [
    'test',
    '--silent',
    '-w',
    'client',
    '--',
    '--reporters=default',
    '--reporters=json',
    `--output-file=${report('client')}`,
  ]);
  const { numPassedTests = 0, numFailedTests = 0 } = read('client');
  return { ok, passed: numPassedTests, failed: numFailedTests };
}

/** @param {Call} call */
async function underLoad(call) {
  const ok = await call(node, ['test/load/bench.ts', '--short', '--output', report('load')]);
  const { passed = 0, failed = 0 } = read('load');
  return { ok, passed, failed };
}

/** @param {Call} call */
async function inBrowser(call) {
  requireChromium();
  const ok = await call(node, ['node_modules/@playwright/test/cli.js', 'test'], { BROWSER_REPORT: report('browser') });
  const { suites = [], stats: { expected = 0, unexpected = 0, flaky = 0 } = {} } = read('browser');
  return { ok, passed: expected + flaky, failed: unexpected, retried: suites.flatMap(flakyIn) };
}

/**
 * Titles of the tests that passed at the second try, of a suite in Playwright's report.
 * @param {{ file: string, specs?: { title: string, tests: { status: string }[] }[], suites?: any[] }} suite
 * @returns {string[]}
 */
function flakyIn({ file, specs = [], suites = [] }) {
  const own = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky'));
  return [...own.map(({ title }) => `${file} › ${title}`), ...suites.flatMap(flakyIn)];
}
