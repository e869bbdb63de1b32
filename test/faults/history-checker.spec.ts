import { describe, expect, test } from '@jest/globals';
import { violations, type DrillHistory } from './support/history-checker.ts';

/** Two clients, one of which leaves, and four messages, without any fault. */
const flawlessHistory = (): DrillHistory => {
  const rows = [1, 2, 3, 4].map((seq) => ({
    id: `m${seq}`,
    seq,
    clientId: seq === 3 ? null : `c${seq}`,
    authorId: 'ada',
  }));
  const seen = rows.map(({ id, seq }) => ({ id, seq }));
  return {
    rows,
    acked: new Map(rows.flatMap(({ id, seq, clientId }) => (clientId ? [[clientId, { id, seq }]] : []))),
    unacknowledged: [],
    views: [
      { username: 'ada', log: seen.slice(1), final: seen.slice(), leftAt: null },
      { username: 'ben', log: seen.slice(0, 3), final: [], leftAt: 3 },
    ],
  };
};

/** Each possible violation, once. */
export const mutations: [string, RegExp, (history: DrillHistory) => void][] = [
  ['an acknowledged message that is not stored', /^lost/, ({ rows }) => rows.splice(0, 1)],
  [
    'a message that is stored twice',
    /^doubled/,
    ({ rows }) => rows.push({ ...rows[0], seq: 5 } as DrillHistory['rows'][0]),
  ],
  [
    'an acknowledgement for another message',
    /^acknowledged as another/,
    ({ acked }) => acked.set('c1', { id: 'm2', seq: 2 }),
  ],
  [
    'a message that its sender never got rid of',
    /^never settled/,
    ({ unacknowledged: unsettled }) => unsettled.push('c9'),
  ],
  ['a number that was left out', /^numbers/, ({ rows }) => rows.splice(2, 1)],
  ['two messages in another order', /^order/, ({ views }) => views[0]?.log.reverse()],
  ['a hole in what was seen', /^order/, ({ views }) => views[0]?.log.splice(1, 1)],
  ['a message that was seen twice', /^order/, ({ views }) => views[0]?.log.push({ id: 'm4', seq: 4 })],
  ['a view that lacks the newest', /^differs/, ({ views }) => views[0]?.final.pop()],
  ['a view with another message in it', /^differs/, ({ views }) => views[0]?.final.splice(1, 1, { id: 'x', seq: 2 })],
  ['a message that came after leaving', /^after leaving/, ({ views }) => views[1]?.log.push({ id: 'm4', seq: 4 })],
  ['a list that stayed after leaving', /^after leaving/, ({ views }) => views[1]?.final.push({ id: 'm1', seq: 1 })],
];

describe('a checker of drill histories', () => {
  test('finds nothing in a flawless history', () => expect(violations(flawlessHistory())).toEqual([]));

  test.each(mutations)('finds %s', (_, complaint, mutate) => {
    const history = flawlessHistory();
    mutate(history);
    expect(violations(history)).toContainEqual(expect.stringMatching(complaint));
  });
});
