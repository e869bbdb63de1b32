import { describe, expect, test } from '@jest/globals';
import { isTokenSecret, looksLikeToken, newTokenSecret, tokensIn } from './token-secret.ts';

const withoutEnd = (secret: string, end: string) => secret.slice(0, -end.length) + end;

describe('the secret of a token', () => {
  test('is the prefix, 43 digits that are never the same, and a checksum of six', () => {
    const secrets = Array.from({ length: 200 }, () => newTokenSecret('person'));
    for (const secret of secrets) expect(secret).toMatch(/^parley_pat_[0-9A-Za-z]{49}$/);
    expect(newTokenSecret('bot')).toMatch(/^parley_bot_[0-9A-Za-z]{49}$/);
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(secrets.every(isTokenSecret)).toBe(true);
  });

  test('is told from words by its checksum', () => {
    const secret = newTokenSecret('person');
    const last = secret.endsWith('0') ? '1' : '0';
    for (const text of [
      withoutEnd(secret, last),
      secret.slice(0, -1),
      `${secret}0`,
      ` ${secret}`,
      secret.toUpperCase(),
      '',
    ])
      expect([text, isTokenSecret(text)]).toEqual([text, false]);
    expect(looksLikeToken(withoutEnd(secret, last))).toBe(true);
    expect(looksLikeToken(`x${secret}`)).toBe(false);
  });

  test('is found within a text', () => {
    const [one, other] = [newTokenSecret('person'), newTokenSecret('bot')];
    expect(tokensIn(`curl -H "Authorization: Bearer ${one}"\n\`${other}\`,`)).toEqual([one, other]);
    expect(tokensIn(`${one}${other}`)).toEqual([one, other]);
    expect(tokensIn('parley_pat_ and parley_pat_abc, parley_bot_ and parley_bot_abc')).toEqual([]);
    expect(tokensIn(one.replace('pat', 'bot'))).toEqual([]);
    expect(tokensIn(withoutEnd(one, one.endsWith('Z') ? 'Y' : 'Z'))).toEqual([]);
  });
});
