import { afterEach, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.ts';

let app: TestApp | undefined;
afterEach(() => app?.close());

const header = async (settings: Record<string, string>) => {
  app = await startApp({ settings });
  return (await fetch(`${app.url}/health/live`)).headers.get('strict-transport-security');
};

test.each<[string, Record<string, string>, string | null]>([
  ['its own host', { PUBLIC_URL: 'https://chat.example.org' }, 'max-age=31536000'],
  [
    'all hosts below it where the operator wants it',
    { PUBLIC_URL: 'https://chat.example.org', HSTS_SUBDOMAINS: 'on' },
    'max-age=31536000; includeSubDomains',
  ],
  ['nothing on plain http', { PUBLIC_URL: 'http://localhost:3000' }, null],
])('browsers are bound to https for %s', async (_what, settings, expected) => {
  expect(await header(settings)).toBe(expected);
});
