import { expect, it } from 'vitest';
import { displayedIp } from './ip-address.ts';

it.each([
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8::ffff:7', '2001:db8::ffff:7'],
  ['unknown', 'unknown'],
])('%s is shown as %s', (ip, shown) => {
  expect(displayedIp(ip)).toBe(shown);
});
