import { describe, expect, test } from '@jest/globals';
import { keywordFinder } from './keywords.ts';

const finds = (keywords: string[], body: string) => keywordFinder(keywords)?.(body) ?? false;

describe('a keyword', () => {
  test.each<[string, string, string, boolean]>([
    ['as a word', 'release', 'The release is out', true],
    ['without regard to case and accents', 'Café', 'in the CAFE', true],
    ['with ß as ss', 'Straße', 'STRASSE 7', true],
    ['before a sign', 'release', 'release!', true],
    ['in two words', 'on  call', 'who is on call?', true],
    ['with signs of its own', 'c++', 'we write c++ here', true],
    ['with signs that mean something to patterns', 'a.b', 'axb', false],
    ['not within a word', 'art', 'start', false],
    ['not at the start of a longer word', 'art', 'artful', false],
    ['not joined by an underscore', 'art', 'my_art', false],
    ['in formatted words', 'release', 'the **re**lease and **release**', true],
    ['in a list, a quote and a table', 'release', '> - | release |', true],
    ['not in code', 'release', 'run `release`', false],
    ['not in a block of code', 'release', '```\nrelease\n```', false],
    ['in the words of a link', 'release', '[release](https://example.org)', true],
    ['within letters of a script without blanks', '会議', '明日の会議です', true],
    ['not in other words', 'release', 'nothing here', false],
  ])('is found %s', (_, keyword, body, isFound) => expect(finds([keyword], body)).toBe(isFound));

  test('is one of several', () => {
    expect(finds(['one', 'two'], 'and two')).toBe(true);
    expect(keywordFinder([])).toBeUndefined();
    expect(keywordFinder([' '])).toBeUndefined();
  });
});
