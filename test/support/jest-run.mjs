import { existsSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from '../../deploy/local/root.mjs';
import { call } from './parts.mjs';

/** @typedef {import('./parts.mjs').Outcome} Outcome */
/** @typedef {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }} Suite */

/** More suites than that do not fail by chance. */
const MOST_BY_CHANCE = 3;
const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--ci',
];

/**
 * Jest's tests of a project. A busy machine may be late once: the few suites that failed have a second go, each by
 * itself, and are listed, for what needed one is to be looked at.
 * @param {string} project
 * @param {string} report where its JSON goes
 * @param {{ suites?: string[], env?: Record<string, string> }} [only] parts of paths, all unless said; variables of their own
 * @returns {Promise<Outcome>}
 */
export async function inJest(project, report, { suites = [], env = {} } = {}) {
  const run = (/** @type {string[]} */ options) => runJest(['--selectProjects', project, ...options], report, env);
  const first = await run(suites.length ? ['--testPathPatterns', ...suites] : []);
  const failed = first.suites.filter(({ status }) => status === 'failed');
  if (first.ok || failed.length === 0 || failed.length > MOST_BY_CHANCE) return count(first.ok, first.suites);

  const paths = failed.map(({ name }) => name);
  const second = await run(['--runInBand', '--runTestsByPath', ...paths]);
  tell(failed);
  return count(second.ok, [...first.suites.filter(({ status }) => status !== 'failed'), ...second.suites]);
}

/**
 * @param {string[]} options
 * @param {string} report
 * @param {Record<string, string>} env
 * @returns {Promise<{ ok: boolean, suites: Suite[] }>}
 */
async function runJest(options, report, env) {
  rmSync(report, { force: true });
  const ok = await call(process.execPath, [...jest, ...options, '--json', `--outputFile=${report}`], env);
  // Nothing when the tests did not get as far as a report.
  return { ok, suites: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [] };
}

/** @param {Suite[]} suites */
function tell(suites) {
  console.log('\nWhat failed in the first go, and had a second:');
  for (const { name, assertionResults } of suites) {
    const tests = assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `\n    ${fullName}`);
    console.log(`  ${relative(root, name)}${tests.join('')}`);
  }
}

/** A suite that fails without a failed test (it does not load, say) counts as one. @param {boolean} ok @param {Suite[]} suites */
function count(ok, suites) {
  const tests = suites.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const broken = suites.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const of = (/** @type {string} */ status) => tests.filter((it) => it === status).length;
  return { ok, passed: of('passed'), failed: of('failed') + broken.length };
}
