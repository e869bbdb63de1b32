import { describe, expect, test } from '@jest/globals';
import { textProblem } from './text.ts';

describe('a text field', () => {
  test.each(['\u200b', '\u2060', '\u2800', '\u3164', '\u00ad', '\ufe0f', '\u{e0020}', '\u0301', ' \u115f '])(
    'with a minimum refuses what shows nothing: %j',
    (text) => expect(textProblem(text, 1, 100)).toBe('must not be blank'),
  );

  test('without a minimum takes a blank text', () => expect(textProblem('\u3164', 0, 100)).toBeUndefined());

  test.each(['\u061c', '\u200e', '\u200f', '\u202a', '\u202e', '\u2066', '\u2069'])(
    'for a name refuses %j, which turns text round',
    (control) => {
      expect(textProblem(`a${control}b`, 1, 100, { name: true })).toBe('must not contain direction controls');
      expect(textProblem(`a${control}b`, 1, 100)).toBeUndefined();
    },
  );

  test.each(['می‌خواهم', 'क्‍ष', '👨‍👩‍👧', 'O’Neill', 'אבג Ada'])('for a name takes %j', (name) =>
    expect(textProblem(name, 1, 100, { name: true })).toBeUndefined(),
  );

  test.each([
    ['a\u000bb', 'must not contain control characters'],
    ['a\ud800', 'must be well-formed Unicode'],
    ['a'.repeat(101), 'must be at most 100 characters long'],
  ])('says what is wrong with %j', (text, problem) => expect(textProblem(text, 1, 100, { lines: true })).toBe(problem));
});
