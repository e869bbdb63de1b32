import { existsSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from '../../deploy/local/paths.mjs';

/** @typedef {import('./parts.mjs').Outcome} Outcome */
/** @typedef {import('./parts.mjs').Call} Call */
/** @typedef {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }} Suite */

/** More failing suites than that are no accident, and are not tried again. */
const MAX_RETRIED_SUITES = 3;
const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--ci',
  // A suite that fails may leave a socket open: the run ends all the same.
  '--forceExit',
];

/**
 * Runs Jest's tests of a project. A busy machine may be late once: up to three suites that failed are tried a second
 * time, each by itself, and the tests that needed it are named at the end of the run.
 * @param {Call} call
 * @param {string} project
 * @param {string} report where its JSON goes
 * @param {{ suites?: string[], without?: string[], env?: Record<string, string> }} [only] patterns of paths, all suites
 * by default; extra variables
 * @returns {Promise<Outcome>}
 */
export async function inJest(call, project, report, { suites = [], without = [], env = {} } = {}) {
  const run = (/** @type {string[]} */ options) =>
    runJest(call, ['--selectProjects', project, ...options], report, env);
  const option = (/** @type {string} */ name, /** @type {string[]} */ patterns) =>
    patterns.length ? [name, ...patterns] : [];
  const first = await run([...option('--testPathPatterns', suites), ...option('--testPathIgnorePatterns', without)]);
  const failed = first.suites.filter(({ status }) => status === 'failed');
  if (first.ok || failed.length === 0 || failed.length > MAX_RETRIED_SUITES) return count(first.ok, first.suites);

  const paths = failed.map(({ name }) => name);
  const second = await run(['--runInBand', '--runTestsByPath', ...paths]);
  const others = first.suites.filter(({ status }) => status !== 'failed');
  return { ...count(second.ok, [...others, ...second.suites]), retried: failed.flatMap(namesOfFailed) };
}

/**
 * @param {Call} call
 * @param {string[]} options
 * @param {string} report
 * @param {Record<string, string>} env
 * @returns {Promise<{ ok: boolean, suites: Suite[] }>}
 */
async function runJest(call, options, report, env) {
  rmSync(report, { force: true });
  const ok = await call(process.execPath, [...jest, ...options, '--json', `--outputFile=${report}`], env);
  // Nothing when the tests did not get as far as a report.
  return { ok, suites: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [] };
}

/** @param {Suite} suite */
function namesOfFailed({ name, assertionResults }) {
  const tests = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => ` › ${fullName}`);
  return (tests.length ? tests : ['']).map((test) => relative(root, name) + test);
}

/**
 * A suite that fails without a failed test (it does not load, for example) counts as a failed test.
 * @param {boolean} ok
 * @param {Suite[]} suites
 */
function count(ok, suites) {
  const tests = suites.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const broken = suites.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const of = (/** @type {string} */ status) => tests.filter((it) => it === status).length;
  return { ok, passed: of('passed'), failed: of('failed') + broken.length };
}
