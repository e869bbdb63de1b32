import { describe, expect, test } from '@jest/globals';
import { networkProblem, TrustedNetworks } from './trusted-networks.ts';

describe('trusted networks', () => {
  const networks = new TrustedNetworks(['203.0.113.0/24', '198.51.100.7', '2001:db8:1::/48', 'nonsense']);

  test.each([
    ['203.0.113.1', true],
    ['::ffff:203.0.113.1', true],
    ['203.0.114.1', false],
    ['198.51.100.7', true],
    ['198.51.100.8', false],
    ['2001:db8:1:2::3', true],
    ['2001:db8:2::3', false],
    ['unknown', false],
    ['', false],
  ])('hold %s: %s', (address, expected) => {
    expect(networks.has(address)).toBe(expected);
  });

  test.each(['10.0.0.0/8', '192.168.1.1', 'fd00::/48', '2001:db8::/32'])('%s is one', (text) => {
    expect(networkProblem(text)).toBeUndefined();
  });

  test.each(['', 'office', '10.0.0/8', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/x', 'fe80::1%eth0/64', '::/129'])(
    '%p is none',
    (text) => {
      expect(networkProblem(text)).toContain('is no network');
    },
  );

  test.each(['0.0.0.0/0', '10.0.0.0/7', '::/0', '2001::/16'])('%s holds too many', (text) => {
    expect(networkProblem(text)).toContain('too many');
  });
});
