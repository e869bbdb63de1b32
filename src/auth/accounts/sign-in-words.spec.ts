import { expect, test } from '@jest/globals';
import { deviceName, presentTime } from './sign-in-words.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

test('a mail names the browser and the system in words', () => {
  expect(deviceName(FIREFOX, 'en')).toBe('Firefox on Linux');
  expect(deviceName(FIREFOX, 'de')).toBe('Firefox auf Linux');
  expect(deviceName('<b>you won</b> http://evil.example', 'en')).toBe('an unknown device');
});

test('a mail tells the time in the language of its reader', () => {
  const noon = new Date('2026-11-29T12:00:00Z');
  expect(presentTime('en', noon)).toContain('29 November 2026');
  expect(presentTime('de', noon)).toContain('29. November 2026');
});
