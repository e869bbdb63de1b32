import { describe, expect, test } from '@jest/globals';
import { requestedLanguage } from './languages.ts';

describe('the requested language', () => {
  test.each([
    ['de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['fr-FR, en-GB;q=0.7', 'en'],
    ['DE', 'de'],
    ['den, enm', undefined],
    ['fr', undefined],
    ['*', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s → %s', (header, language) => expect(requestedLanguage(header)).toBe(language));
});
