import { describe, expect, test } from '@jest/globals';
import { readConfig } from './config.ts';

const read = (settings: Record<string, string> = {}) =>
  readConfig({
    SECRET_KEY: 'a secret that is only used by tests, 32 bytes and more',
    DATABASE_URL: 'postgres://localhost/none',
    MAIL_SERVER: 'localhost',
    ...settings,
  });

describe('a switch', () => {
  test.each(['on', 'ON', 'true', 'True', 'yes', 'YES', '1', ' on '])('is on by %j', (word) => {
    const { env } = read({ MAIL_USE_TLS: word, GUEST_ACCESS: word, JOBS: word, TEST_HINTS: word });
    expect([env.MAIL_USE_TLS, env.GUEST_ACCESS, env.JOBS, env.TEST_HINTS]).toEqual([true, true, true, true]);
  });
  test.each(['off', 'Off', 'false', 'FALSE', 'no', 'No', '0'])('is off by %j', (word) => {
    const { env } = read({ MAIL_USE_TLS: word, GUEST_ACCESS: word, JOBS: word, TEST_HINTS: word });
    expect([env.MAIL_USE_TLS, env.GUEST_ACCESS, env.JOBS, env.TEST_HINTS]).toEqual([false, false, false, false]);
  });
  test.each(['maybe', '2', 'onn'])('is refused by %j', (word) => {
    expect(() => read({ GUEST_ACCESS: word })).toThrow('Wrong setting: GUEST_ACCESS must be on or off');
  });
});

describe('PUBLIC_URL', () => {
  test.each([
    'https://chat.example.org',
    'https://chat.example.org/',
    'http://192.0.2.7:3000',
    'https://x.example:443',
  ])('may be %s', (url) => expect(read({ PUBLIC_URL: url }).publicUrl).toBe(url.replace(/\/$/, '')));
  test.each([
    'https://example.org/chat',
    'https://example.org/chat/',
    'https://example.org/?a=b',
    'https://example.org/#a',
  ])('is refused with one line when nothing is served there: %s', (url) =>
    expect(() => read({ PUBLIC_URL: url })).toThrow(/^Wrong setting: PUBLIC_URL must end with the host[^\n]*$/),
  );
});
