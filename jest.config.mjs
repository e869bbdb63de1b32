import { availableParallelism } from 'node:os';

const typescript = {
  target: 'es2024',
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  keepClassNames: true,
};

const shared = {
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/runner/preload-nest.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'json'],
  moduleNameMapper: { '^@api/(.*)$': '<rootDir>/src/$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: typescript, module: { type: 'es6' }, sourceMaps: 'inline' }] },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/client/dist', '<rootDir>/.data'],
};

/** @type {import('jest').Config} */
export default {
  coverageProvider: 'v8',
  // For all projects: Jest reads it here only.
  testTimeout: 30_000,
  // One more than there are cores: suites wait about half of their time. All share one PostgreSQL and its connections.
  maxWorkers: Math.min(Math.max(2, availableParallelism()) + 1, 4),
  testSequencer: '<rootDir>/test/runner/long-suites-first.mjs',
  // The heap of a worker grows by every suite that starts an app; a new one begins afresh.
  workerIdleMemoryLimit: '512MB',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.{ts,mjs}'],
      testPathIgnorePatterns: ['<rootDir>/test/browser/', '<rootDir>/test/browsers-other/'], // Playwright's
    },
    {
      ...shared,
      displayName: 'e2e',
      testEnvironment: '<rootDir>/test/runner/e2e-environment.mjs',
      setupFiles: [],
      moduleNameMapper: { ...shared.moduleNameMapper, '^pg$': '<rootDir>/test/runner/server-pg.mjs' },
      // The server's own sources, not the client's.
      transform: {
        [`^${RegExp.escape(import.meta.dirname)}/(src|migrations)/.+\\.ts$`]: '<rootDir>/test/runner/native-source.mjs',
        ...shared.transform,
      },
      testMatch: ['<rootDir>/test/**/*.e2e.ts'],
      globalSetup: '<rootDir>/test/runner/jest-setup.mjs',
      globalTeardown: '<rootDir>/test/runner/jest-teardown.mjs',
    },
  ],
};
