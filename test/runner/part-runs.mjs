import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withBuildLock } from '../../deploy/local/build-lock.mjs';
import { requireChromium } from '../support/services/chromium.mjs';

/** @typedef {import('./parts.mjs').Call} Call */

const folder = mkdtempSync(join(tmpdir(), 'parley-reports-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Where a part writes its JSON; gone at the end of this process. @param {string} name */
export const report = (name) => join(folder, `${name}.json`);

/** Empty when the tests did not get as far as a report. @param {string} name */
function read(name) {
  return existsSync(report(name)) ? JSON.parse(readFileSync(report(name), 'utf8')) : {};
}

/** Later parts find the build done. @param {() => Promise<void>} build */
export async function built(build) {
  await withBuildLock(build);
  return true;
}

/** @param {Call} call */
export async function inVitest(call) {
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
export async function underLoad(call) {
  const ok = await call(process.execPath, ['test/load/bench.ts', '--short', '--output', report('load')]);
  const { passed = 0, failed = 0 } = read('load');
  return { ok, passed, failed };
}

/** @param {Call} call @param {string[]} options of Playwright */
export async function inBrowser(call, options) {
  requireChromium();
  const command = ['node_modules/@playwright/test/cli.js', 'test', ...options];
  const ok = await call(process.execPath, command, { BROWSER_REPORT: report('browser') });
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
