import { describe, expect, test } from '@jest/globals';
import { addressKey, forwardedAddress, readAddress } from './client-address.ts';

describe('an address', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7'],
    ['0:0:0:0:0:ffff:127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
  ])('%s is %s', (text, address) => expect(readAddress(text)).toBe(address));

  test.each([
    '',
    'garbage',
    'unknown',
    '1',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.7:x',
    '_hidden',
    '[1.2.3.4',
    '::g',
  ])('is not %j', (text) => expect(readAddress(text)).toBeUndefined());
});

describe('who is counted together', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s counts as %s', (address, key) => expect(addressKey(address)).toBe(key));

  test('is a whole site where a household is too little', () =>
    expect(addressKey('2001:db8:1:2:3:4:5:6', 48)).toBe('2001:db8:1::/48'));
});

describe('who is behind a proxy', () => {
  const from = (forwardedFor: string | undefined, hops: number) =>
    forwardedAddress('::ffff:10.0.0.1', forwardedFor, hops);

  test.each([
    ['203.0.113.5', 0, '10.0.0.1'],
    [undefined, 1, '10.0.0.1'],
    ['', 1, '10.0.0.1'],
    ['198.51.100.1, 203.0.113.5', 1, '203.0.113.5'],
    ['198.51.100.1, 203.0.113.5:4711', 1, '203.0.113.5'],
    ['198.51.100.1, 203.0.113.5', 2, '198.51.100.1'],
    ['203.0.113.5', 3, '203.0.113.5'],
    ['203.0.113.5, garbage', 1, '10.0.0.1'],
    ['garbage', 2, '10.0.0.1'],
  ])('%s behind %d trusted proxies is %s', (forwardedFor, hops, address) =>
    expect(from(forwardedFor, hops)).toBe(address),
  );
});
