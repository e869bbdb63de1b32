import { describe, expect, test } from '@jest/globals';
import { highlightsOf } from './highlights.ts';
import { parseSearch } from './search-query.ts';

const CLOCK = { now: new Date('2026-11-27T03:00:00Z'), timeZone: 'America/Los_Angeles' };

describe('a search', () => {
  test('is taken apart', () => {
    const text =
      'Projector "small  room" -broken from:@Grace in:#lobby -from:bob from:"Ada LOVELACE" has:link file:plan -file:".png" is:pinned';
    expect(parseSearch(text, CLOCK)).toEqual({
      query: {
        terms: ['Projector', 'small  room'],
        not: ['broken'],
        has: ['link'],
        notHas: [],
        file: ['plan'],
        notFile: ['.png'],
        is: ['pinned'],
        notIs: [],
      },
      names: { from: ['grace', 'ada lovelace'], notFrom: ['bob'], in: ['lobby'], notIn: [] },
      notUnderstood: [],
    });
  });

  test.each([
    ['before:2026-11-27', undefined, '2026-11-27T08:00'],
    ['after:2026-11-27', '2026-11-27T08:00', undefined],
    ['on:2026-11-26', '2026-11-26T08:00', '2026-11-27T08:00'],
    ['on:today', '2026-11-26T08:00', '2026-11-27T08:00'],
    ['before:gestern', undefined, '2026-11-25T08:00'],
    ['on:"last month"', '2026-10-01T07:00', '2026-11-01T07:00'],
    ['after:2026-11-01 before:2026-11-10', '2026-11-01T07:00', '2026-11-10T08:00'],
    ['after:2026-11-01T10:00:00Z', '2026-11-01T10:00', undefined],
  ])("means the reader's day: %s", (text, after, before) => {
    const { query } = parseSearch(text, CLOCK);
    const written = (time?: Date) => time?.toISOString().slice(0, 16);
    expect([written(query.after), written(query.before)]).toEqual([after, before]);
    expect(query.terms).toEqual([]);
  });

  test.each([
    ['has:fun', 'has', 'fun'],
    ['has:foo', 'has', 'foo'],
    ['is:new', 'is', 'new'],
    ['before:noon', 'before', 'noon'],
    ['on:call', 'on', 'call'],
    ['after:"the party"', 'after', 'the party'],
    ['-before:today', 'before', 'today'],
  ])('names what it does not understand: %s', (text, filter, value) =>
    expect(parseSearch(`word ${text}`, CLOCK)).toMatchObject({
      query: { terms: ['word'] },
      notUnderstood: [{ filter, value }],
    }),
  );

  test.each([
    ['re:invent', ['re:invent']],
    ['"has:fun"', ['has:fun']],
    ['ada@example.org', ['ada@example.org']],
    ['src/main.ts', ['src/main.ts']],
    ['well-known', ['well-known']],
    ['Zürich CAFÉ', ['Zürich', 'CAFÉ']],
    ['会議室', ['会議室']],
    ['proj*', ['proj']],
    ['"unclosed phrase', ['unclosed phrase']],
    ['\u200d word', ['word']],
  ])('takes what only looks like a filter as words: %s', (text, terms) =>
    expect(parseSearch(text, CLOCK).query.terms).toEqual(terms),
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
