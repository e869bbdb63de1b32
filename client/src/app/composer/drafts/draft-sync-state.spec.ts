import { mergeOf, NOTHING_SEEN } from './draft-sync-state.ts';

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

  it('differs by its reply as well', () => {
    const local = { ...words('old'), replyToId: 'a' };
    expect(mergeOf(local, words('old', 3), words('new', 4), false)).toBe('conflict');
  });
});
