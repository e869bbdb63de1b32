import { describe, expect, test } from '@jest/globals';
import { truncateAddresses } from './truncate-addresses.ts';

describe('addresses shown to administrators of mail', () => {
  test.each([
    ['ada@example.org', 'a…@example.org'],
    ['550 5.1.1 <ada.lovelace@example.org>: unknown', '550 5.1.1 <a…@example.org>: unknown'],
    ['"ada lovelace"@example.org, ben@example.net', '"ada lovelace"@example.org, b…@example.net'],
    ['Ünal+tag@bücher.example', 'Ü…@bücher.example'],
    ['connect ECONNREFUSED 127.0.0.1:25', 'connect ECONNREFUSED 127.0.0.1:25'],
  ])('%s → %s', (text, short) => expect(truncateAddresses(text)).toBe(short));
});
