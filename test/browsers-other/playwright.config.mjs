import { defineConfig } from '@playwright/test';

/** Firefox and WebKitGTK, which Playwright's own protocol does not drive as Debian builds them: see support/. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/browsers-other',
  globalSetup: '../runner/browser-setup.mjs',
  workers: 1,
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list']],
  projects: [
    { name: 'firefox', use: { engine: 'firefox' } },
    { name: 'webkit', use: { engine: 'webkit' } },
  ],
});
