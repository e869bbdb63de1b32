import { describe, expect, it } from 'vitest';
import { filterIn, withFilter } from './search-filters.ts';

describe('the filters of a search', () => {
  it('are written behind the words, in quotes where they have blanks', () => {
    expect(withFilter('projector', 'from', 'Ada Lovelace')).toBe('projector from:"Ada Lovelace" ');
    expect(withFilter('', 'has', 'file')).toBe('has:file ');
  });

  it('take the place of the same filter, and go', () => {
    const query = 'a from:"Ada Lovelace" b has:file';
    expect(withFilter(query, 'from', 'bob')).toBe('a b has:file from:bob ');
    expect(withFilter(query, 'from', null)).toBe('a b has:file');
    expect(withFilter(query, 'in', null)).toBe(query);
  });

  it.each([
    ['from:"Ada Lovelace"', 'from', 'Ada Lovelace'],
    ['x has:file', 'has', 'file'],
    ['FROM:bob', 'from', 'bob'],
    ['wherefrom:bob', 'from', null],
    ['-from:bob', 'from', null],
    ['', 'in', null],
  ] as const)('of %j: %s is %j', (query, filter, value) => {
    expect(filterIn(query, filter)).toBe(value);
  });
});
