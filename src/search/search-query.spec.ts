import { describe, expect, test } from '@jest/globals';
import { highlightsOf } from './highlights.ts';
import { parseSearch } from './search-query.ts';

describe('a search', () => {
  test('is taken apart', () => {
    expect(
      parseSearch('Projector "small  room" -broken from:@Grace in:#lobby -from:bob has:link is:pinned'),
    ).toMatchObject({
      terms: ['Projector', 'small  room'],
      not: ['broken'],
      from: ['grace'],
      in: ['lobby'],
      notFrom: ['bob'],
      has: ['link'],
      is: ['pinned'],
    });
  });

  test('knows times', () => {
    const { before, after } = parseSearch('before:2026-11-20 after:2026-11-01T10:00:00Z');
    expect([before?.toISOString(), after?.toISOString()]).toEqual([
      '2026-11-20T00:00:00.000Z',
      '2026-11-01T10:00:00.000Z',
    ]);
  });

  test.each([
    ['re:invent', ['re:invent']],
    ['has:fun', ['has:fun']],
    ['before:noon', ['before:noon']],
    ['ada@example.org', ['ada@example.org']],
    ['src/main.ts', ['src/main.ts']],
    ['well-known', ['well-known']],
    ['Zürich CAFÉ', ['Zürich', 'CAFÉ']],
    ['会議室', ['会議室']],
    ['proj*', ['proj']],
    ['"unclosed phrase', ['unclosed phrase']],
  ])('takes what only looks like a filter as words: %s', (text, terms) =>
    expect(parseSearch(text).terms).toEqual(terms),
  );
});

describe('highlights', () => {
  const marked = (body: string, ...terms: string[]) =>
    highlightsOf(body, terms).map(({ start, end }) => body.slice(start, end));

  test.each([
    ['The Projector is here', ['projector'], ['Projector']],
    ['Café, cafe, CAFÉ', ['cafe'], ['Café', 'cafe', 'CAFÉ']],
    ['😀 ﬁne 会議室', ['fine', '会議'], ['ﬁne', '会議']],
    ['Straße in Łódź, बैठक', ['strasse', 'lodz', 'बैठक'], ['Straße', 'Łódź', 'बैठक']],
    ['aaaa', ['aa', 'aaa'], ['aaaa']],
    ['nothing', ['else'], []],
  ])('are the words as they stand in %s', (body, terms, expected) => expect(marked(body, ...terms)).toEqual(expected));
});
