import { isEmpty, isSame, mergedFiles, mergeOf, NOTHING_SEEN } from './draft-sync-state.ts';

const words = (body: string, version = 0) => ({ ...NOTHING_SEEN, body, version });

describe('a draft that another device has changed', () => {
  const cases = [
    ['of the version that was seen', words('mine'), words('old', 3), words('old', 3), false, 'unchanged'],
    ['of a version before', words('mine'), words('old', 3), words('older', 2), false, 'unchanged'],
    ['to the same words', words('same'), words('old', 3), words('same', 4), false, 'seen'],
    ['while nothing was written here', words('old'), words('old', 3), words('new', 4), false, 'adopt'],
    ['for the first time', words(''), NOTHING_SEEN, words('new', 4), false, 'adopt'],
    ['and sent, while nothing was written here', words('old'), words('old', 3), words('', 4), false, 'adopt'],
    ['and sent, while words were written here', words('mine'), words('old', 3), words('', 4), false, 'seen'],
    ['while other words were written here', words('mine'), words('old', 3), words('new', 4), false, 'conflict'],
    ['while the reader is in the field', words('old'), words('old', 3), words('new', 4), true, 'conflict'],
    ['and sent, while the reader is in the field', words('old'), words('old', 3), words('', 4), true, 'adopt'],
  ] as const;
  for (const [name, local, seen, server, isHeld, expected] of cases)
    it(`${name}: ${expected}`, () => expect(mergeOf(local, seen, server, isHeld)).toBe(expected));

  it('has files as well, which need no decision', () => {
    const [local, server] = [
      { ...words('mine'), attachmentIds: ['a'] },
      { ...words('mine', 4), attachmentIds: ['b'] },
    ];
    expect(mergeOf(local, words('mine', 3), server, true)).toBe('seen');
    expect([isSame(local, server), isEmpty({ ...NOTHING_SEEN, attachmentIds: ['a'] })]).toEqual([false, false]);
  });

  it.each([
    ['added elsewhere', ['a'], ['a'], ['a', 'b'], ['a', 'b']],
    ['added on both', ['a', 'c'], ['a'], ['a', 'b'], ['a', 'b', 'c']],
    ['removed elsewhere', ['a', 'b'], ['a', 'b'], ['b'], ['b']],
    ['removed here', ['b'], ['a', 'b'], ['a', 'b', 'c'], ['b', 'c']],
    ['sent elsewhere, while one was added here', ['a', 'b'], ['a'], [], ['b']],
    ['the same', ['a'], [], ['a'], ['a']],
  ])('files %s', (_, local, seen, server, expected) => expect(mergedFiles(local, seen, server)).toEqual(expected));

  it('differs by its reply as well', () => {
    const local = { ...words('old'), replyToId: 'a' };
    expect(mergeOf(local, words('old', 3), words('new', 4), false)).toBe('conflict');
  });
});
