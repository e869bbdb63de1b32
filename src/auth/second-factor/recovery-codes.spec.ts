import { expect, test } from '@jest/globals';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts';

test('recovery codes are ten different ones of 24 letters', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
});

test.each([
  'r4pt-0k7n-wz2c-93fm-xa5d-1h6g',
  'R4PT0K7NWZ2C93FMXA5D1H6G',
  ' r4pt ok7n wz2c 93fm xa5d lh6g ',
  'R4PT-OK7N-WZ2C-93FM-XA5D-IH6G',
])('a recovery code is the same as %j', (typed) =>
  expect(recoveryCodeHash(typed)).toEqual(recoveryCodeHash('R4PT-0K7N-WZ2C-93FM-XA5D-1H6G')),
);
