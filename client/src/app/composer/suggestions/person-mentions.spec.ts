import { describe, expect, it } from 'vitest';
import { toDisplayNames, toUsernames, writtenByDisplayName } from './person-mentions.ts';

const people = [
  { username: 'ada', displayName: 'Ada Lovelace' },
  { username: 'ada-b', displayName: 'Ada' },
  { username: 'bob', displayName: 'Robert' },
  { username: 'robert', displayName: 'Bob' },
  { username: 'cy', displayName: 'C. Y. (ops)' },
  { username: 'one', displayName: 'Sam' },
  { username: 'two', displayName: 'Sam' },
  { username: 'star', displayName: '*Star*' },
  { username: 'mae', displayName: 'Mae', ambiguousName: true },
];
const names = writtenByDisplayName(people);

describe('people in the composer', () => {
  it.each([
    ['hi @ada!', 'hi @Ada Lovelace!'],
    ['@ada, @cy and (@ada)', '@Ada Lovelace, @C. Y. (ops) and (@Ada Lovelace)'],
    ['你好@ada', '你好@Ada Lovelace'],
    ['ask @ada.', 'ask @Ada Lovelace.'],
  ])('%s is written %s', (text, shown) => {
    expect(toDisplayNames(text, names)).toBe(shown);
    expect(toUsernames(shown, names)).toBe(text);
  });

  it.each([
    '`@ada` and https://example.org/@ada',
    'ben@ada.org',
    '@ada.b @ada_b @adah',
    '@one @two @star @mae',
    '@bob and @robert',
    'no mention',
  ])('%s stays', (text) => expect(toDisplayNames(text, names)).toBe(text));

  it.each(['`@Ada Lovelace`', '[@Ada Lovelace](https://example.org)', '@Ada Lovelaceful', '@Sam', 'x@Ada Lovelace'])(
    '%s mentions nobody',
    (text) => expect(toUsernames(text, names)).toBe(text),
  );
});
