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

  describe('of who is called', () => {
    const called = new Map([
      ['ada', true],
      ['bob.', false],
      ['room', true],
    ]);
    const mentions = (body: string) =>
      bodyTokens(body, called).flatMap((token) => (token.kind === 'mention' ? [[token.text, token.own]] : []));

    it.each<[string, [string, boolean][]]>([
      ['@ada look', [['@ada', true]]],
      [
        '(@Ada), and @ada.',
        [
          ['@Ada', true],
          ['@ada', true],
        ],
      ],
      ['ask @bob.', [['@bob.', false]]],
      ['@room please', [['@room', true]]],
      ['see https://example.org/?to=,@ada then @ada', [['@ada', true]]],
    ])('stand out in %s', (body, found) => {
      expect(mentions(body)).toEqual(found);
      expect(
        bodyTokens(body, called)
          .map(({ text }) => text)
          .join(''),
      ).toBe(body);
    });

    it.each(['@carol', 'ada@ada.example', '`@ada`', '```\n@room\n```', '@@ada', 'ä@ada'])('are not in %s', (body) => {
      expect(mentions(body)).toEqual([]);
    });
  });

  it('hold an empty message', () => {
    expect(bodyTokens('')).toEqual([]);
  });
});
