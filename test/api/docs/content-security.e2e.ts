import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.ts';

describe('the content security policy', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });

  afterAll(() => app.close());

  const policyOf = async (path: string) => (await fetch(app.url + path)).headers.get('content-security-policy') ?? '';

  test('lets no text become a script', async () => {
    for (const path of ['/health/live', '/api/v1/server'])
      expect(await policyOf(path)).toContain(`require-trusted-types-for 'script';trusted-types angular parley`);
  });

  test('of the API documents is the same but for that: their reader writes HTML', async () => {
    const documents = await policyOf('/api/docs');
    expect(documents).not.toContain('trusted-types');
    expect((await policyOf('/health/live')).replace(/;require-trusted-types-for.*/, '')).toBe(documents);
  });
});
