import { describe, expect, test } from '@jest/globals';
import { canonicalDomain, isMailDomain, isOfDomain } from './mail-domains.ts';

describe('allowed domains of mail', () => {
  test.each([
    ['ada@example.org', true],
    ['ada@EXAMPLE.ORG', true],
    ['ada@example.org.', true],
    ['"a@evil.example"@example.org', true],
    ['ada@sub.example.org', false],
    ['ada@example.org.evil.example', false],
    ['ada@notexample.org', false],
    ['ada@example.com', false],
    ['example.org', true],
    ['', false],
  ])('%s of example.org: %s', (email, expected) => {
    expect(isOfDomain(email, ['example.org'])).toBe(expected);
  });

  test.each([
    ['ada@a.example.org', true],
    ['ada@b.a.example.org', true],
    ['ada@example.org', false],
    ['ada@evilexample.org', false],
  ])('%s of *.example.org: %s', (email, expected) => {
    expect(isOfDomain(email, ['*.example.org'])).toBe(expected);
  });

  test('are compared as the DNS writes them', () => {
    expect(canonicalDomain(' @Bücher.Example ')).toBe('xn--bcher-kva.example');
    expect(canonicalDomain('*.Bücher.example')).toBe('*.xn--bcher-kva.example');
    expect(isOfDomain('ada@bücher.example', ['xn--bcher-kva.example'])).toBe(true);
  });

  test.each(['example', '*', '*.org.', 'a b.org', '-a.org', 'https://a.org', 'a@b.org', '*.*.org', ''])(
    '%p is none',
    (text) => {
      expect(isMailDomain(text)).toBe(false);
    },
  );
});
