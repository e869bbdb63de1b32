import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { chromiumOptions } from './test/support/services/chromium.mjs';

const report = process.env.BROWSER_REPORT;
/** Minutes each: started last they would keep a single worker busy at the end. */
const long = '**/screens.spec.ts';
/** What is measured there would suffer from a neighbour. */
const measured = ['**/budgets.spec.ts', '**/long-room.spec.ts'];

export default defineConfig({
  testDir: 'test/browser',
  outputDir: 'test-results',
  globalSetup: './test/runner/browser-setup.mjs',
  // Each needs a core: Chromium is busy most of the time.
  workers: Math.min(Math.max(2, availableParallelism()), 4),
  projects: [
    { name: 'long', testMatch: long },
    { name: 'together', testIgnore: [...measured, long] },
    // After all others where all are run; by hand one runs what one names.
    { name: 'alone', testMatch: measured, workers: 1, dependencies: report ? ['long', 'together'] : [] },
  ],
  // A browser on a busy machine may be late once. What needed a second go is listed as flaky, and is to be looked at.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list'], ...(report ? [/** @type {const} */ (['json', { outputFile: report }])] : [])],
  use: {
    // Set by globalSetup, before the worker that runs the tests reads this file again.
    baseURL: process.env.PARLEY_URL,
    screenshot: 'only-on-failure',
    locale: 'en-GB',
    timezoneId: 'UTC',
    launchOptions: chromiumOptions(),
  },
});
