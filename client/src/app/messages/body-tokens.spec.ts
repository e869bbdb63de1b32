import { describe, expect, it } from 'vitest';
import { bodyTokens } from './body-tokens.ts';

const links = (body: string) => bodyTokens(body).flatMap((token) => (token.kind === 'link' ? token.text : []));

describe('the tokens of a message', () => {
  it('keep every character', () => {
    const body = 'a\n  b https://example.org/x?y=1#z, c <b>no</b> http://[::1]/ end';
    expect(
      bodyTokens(body)
        .map(({ text }) => text)
        .join(''),
    ).toBe(body);
  });

  it.each([
    ['see https://example.org.', ['https://example.org']],
    ['(https://example.org/a_(b))', ['https://example.org/a_(b)']],
    ['https://example.org/a?b=c!', ['https://example.org/a?b=c']],
    ['"https://example.org"', ['https://example.org']],
    ['https://example.org and HTTP://EXAMPLE.COM', ['https://example.org', 'HTTP://EXAMPLE.COM']],
    ['https://münchen.example/straße', ['https://münchen.example/straße']],
  ])('find the links in %s', (body, found) => {
    expect(links(body)).toEqual(found);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.org',
    'https://',
    'xhttps://example.org',
    'example.org',
  ])('leave %s alone', (body) => {
    expect(links(body)).toEqual([]);
  });

  it('hold an empty message', () => {
    expect(bodyTokens('')).toEqual([]);
  });
});
