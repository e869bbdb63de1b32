import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../common/config.ts';
import { personOf } from './provider-claims.ts';

const [settings] = readConfig({
  SECRET_KEY: 'a secret that is only used by tests, 32 bytes and more',
  DATABASE_URL: 'postgres://localhost/none',
  MAIL_SERVER: 'localhost',
  OIDC_PROVIDERS: 'house',
  OIDC_HOUSE_ISSUER: 'https://id.example.org',
  OIDC_HOUSE_CLIENT_ID: 'parley',
}).providers;

const read = (claims: Record<string, unknown>) => {
  if (!settings) throw new Error('No provider');
  return personOf(settings, 'https://id.example.org', { sub: 's', ...claims });
};

describe('the claims of a provider', () => {
  test('name a person by what is best for a user name', () => {
    expect(read({ preferred_username: 'ada@corp', email: 'al@example.org', name: 'Ada L' })).toMatchObject({
      names: ['ada', 'al', 'Ada L'],
      displayName: 'Ada L',
      email: 'al@example.org',
    });
    expect(read({ given_name: 'Ada', family_name: 'Lovelace' })).toMatchObject({
      names: ['Ada Lovelace'],
      displayName: 'Ada Lovelace',
    });
    expect(read({ name: ' \u202e ', preferred_username: 7 })).toMatchObject({ names: [], displayName: null });
    expect(read({ name: `\ud800${'é'.repeat(80)}` }).displayName).toHaveLength(50);
  });

  test.each([
    [true, true],
    ['true', false],
    [1, false],
    [undefined, false],
    [null, false],
    [false, false],
  ])('verify an address by %j: %s', (value, isVerified) =>
    expect(read({ email: 'a@example.org', email_verified: value }).isEmailVerified).toBe(isVerified),
  );

  test.each(['', 'a', 'a@', 'a b@example.org', 'a\u212a@example.org', ['a@example.org'], { a: 1 }])(
    'hold no address in %j',
    (email) => expect(read({ email, email_verified: true })).toMatchObject({ email: null, isEmailVerified: false }),
  );

  test.each([
    [undefined, undefined],
    [null, undefined],
    [[], []],
    ['a,b', ['a,b']],
    [
      ['a', 7, null, ['b'], 'c'],
      ['a', 'c'],
    ],
    [{ a: 1 }, []],
  ])('name groups in %j', (groups, expected) => expect(read({ groups }).groups).toEqual(expected));

  test('name the first thousand groups, and none where they are elsewhere', () => {
    expect(read({ groups: Array.from({ length: 10_000 }, String) }).groups).toHaveLength(1000);
    expect(read({ groups: ['a'], _claim_names: { groups: 'src1' } }).groups).toBeUndefined();
  });

  test.each([
    [{ amr: ['mfa'] }, true],
    [{ amr: ['pwd', 'otp'] }, true],
    [{ acr: 'phr' }, true],
    [{ amr: ['otp'] }, false],
    [{ amr: ['pwd'] }, false],
    [{ amr: 'mfa' }, false],
    [{ acr: '1' }, false],
    [{ acr: ['mfa'] }, false],
  ])('%j stands for two factors: %s', (claims, expected) => expect(read(claims).hasTwoFactors).toBe(expected));
});
