import { get, type IncomingHttpHeaders } from 'node:http';
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

describe('the opener policy', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });

  afterAll(() => app.close());

  const headersOf = (host: string) =>
    new Promise<IncomingHttpHeaders>((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const asked = get({ hostname, port, path: '/health/live', headers: { host: `${host}:${port}` } }, (response) => {
        response.resume();
        resolve(response.headers);
      });
      asked.on('error', reject);
    });

  test('goes where browsers heed it, and elsewhere no page begins with their warning', async () => {
    for (const host of ['localhost', 'parley.localhost', '127.0.0.1', '[::1]'])
      expect([host, (await headersOf(host))['cross-origin-opener-policy']]).toEqual([host, 'same-origin']);
    for (const host of ['192.0.2.7', 'chat.example.org', 'localhost.example.org', '127.0.0.1.example.org'])
      expect([host, (await headersOf(host))['cross-origin-opener-policy']]).toEqual([host, undefined]);
  });
});
