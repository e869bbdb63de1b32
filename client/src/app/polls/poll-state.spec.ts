import type { OwnPoll, Poll } from '@api/timeline/poll.dto.ts';
import { choiceOf, isClosed, namesReader, shownOptions, withOption } from './poll-state.ts';

const poll: Poll = {
  question: 'Tea or coffee?',
  options: [
    { id: 'tea', text: 'tea', votes: 1, voterIds: ['ada'] },
    { id: 'coffee', text: 'coffee', votes: 3, voterIds: ['bob', 'cleo', 'dan'] },
  ],
  most: 1,
  names: 'shown',
  results: 'always',
  adding: false,
  closesAt: null,
  closedAt: null,
  voters: 4,
};
const secret: Poll = {
  ...poll,
  results: 'voted',
  options: poll.options.map((option) => ({ ...option, votes: null, voterIds: null })),
};
const own: OwnPoll = { ...poll, mine: ['coffee'] };

describe('a poll', () => {
  it('is closed, or its end is due', () => {
    const noon = Date.parse('2026-11-20T12:00:00Z');
    expect(isClosed(poll, noon)).toBe(false);
    expect(isClosed({ ...poll, closedAt: '2026-11-20T11:00:00Z' }, noon)).toBe(true);
    expect(isClosed({ ...poll, closesAt: '2026-11-20T12:00:00Z' }, noon)).toBe(true);
    expect(isClosed({ ...poll, closesAt: '2026-11-20T12:00:01Z' }, noon)).toBe(false);
  });

  it('tells the choice of the reader by its message, or by what the server answered them', () => {
    expect(choiceOf(poll, undefined, 'ada')).toEqual(['tea']);
    expect(choiceOf(poll, own, 'ada')).toEqual(['tea']);
    expect(choiceOf(secret, undefined, 'ada')).toEqual([]);
    expect(choiceOf(secret, own, 'ada')).toEqual(['coffee']);
    expect(namesReader(secret)).toBe(false);
    expect(namesReader({ ...secret, voters: 0 })).toBe(true);
  });

  it('shows results of the message, or those that only who has voted gets', () => {
    expect(shownOptions(poll, undefined).map(({ votes, share }) => [votes, share])).toEqual([
      [1, 0.25],
      [3, 0.75],
    ]);
    expect(shownOptions(secret, undefined).map(({ share }) => share)).toEqual([null, null]);
    expect(shownOptions(secret, own).map(({ share }) => share)).toEqual([0.25, 0.75]);
    const added = {
      ...secret,
      options: [...secret.options, { id: 'water', text: 'water', votes: null, voterIds: null }],
    };
    expect(shownOptions(added, own).map(({ share }) => share)).toEqual([0.25, 0.75, null]);
  });

  it('takes one option for another where only one may be chosen', () => {
    expect(withOption(['tea'], 'coffee', true, 1)).toEqual(['coffee']);
    expect(withOption(['tea'], 'coffee', true, 2)).toEqual(['tea', 'coffee']);
    expect(withOption(['tea', 'coffee'], 'tea', false, 2)).toEqual(['coffee']);
  });
});
