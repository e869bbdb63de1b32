import { describe, expect, test } from '@jest/globals';
import { newTotpSecret, stepOfCode, totpUri } from './totp-codes.ts';

/** The key of RFC 6238, appendix B: "12345678901234567890". */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a code of an authenticator app', () => {
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is that of RFC 6238 at %i s', (seconds, code) => {
    expect(stepOfCode(SECRET, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  test.each([
    [-61, undefined],
    [-60, undefined],
    [-30, 37_037_036],
    [0, 37_037_036],
    [30, 37_037_036],
    [60, undefined],
  ])('counts with a clock that is off by %i s as its own step', (drift, step) => {
    expect(stepOfCode(SECRET, '081804', (1_111_111_109 - 19 + drift) * 1000 - 10_000)).toBe(step);
  });

  test.each(['', '28708', '2870820', '２８７０８２', '287 082', '-87082', '287082\n', 'abcdef'])(
    'is not %j',
    (code) => {
      expect(stepOfCode(SECRET, code, 59_000)).toBeUndefined();
    },
  );
});

test('a secret has 160 bits, and its address names server and account', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(secret);
  const uri = new URL(totpUri(secret, 'Parley chat.example.org', 'ada'));
  expect(decodeURIComponent(uri.pathname)).toBe('/Parley chat.example.org:ada');
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, algorithm: 'SHA1', digits: '6', period: '30' });
});
