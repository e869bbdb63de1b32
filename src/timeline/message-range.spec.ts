import { describe, expect, test } from '@jest/globals';
import type { Message } from './message.dto.ts';
import { type MessageRange, type OrderedMessages, readRange } from './message-range.ts';

const messages = (...seqs: number[]): OrderedMessages => {
  const all = seqs.map((seq) => ({ seq }) as Message);
  return {
    before: (seq, limit) => Promise.resolve(all.filter((message) => message.seq < seq).slice(-limit)),
    after: (seq, limit) => Promise.resolve(all.filter((message) => message.seq > seq).slice(0, limit)),
    hasUpTo: (seq) => seqs.some((other) => other <= seq),
  };
};

const read = async (source: OrderedMessages, range: MessageRange) => {
  const { items, hasBefore, hasAfter } = await readRange(source, range);
  return [items.map(({ seq }) => seq), hasBefore, hasAfter];
};

/** As in a thread: numbers with gaps. */
const SOME = messages(2, 4, 6, 8, 10);

describe('a range of messages', () => {
  test.each<[string, MessageRange, number[], boolean, boolean]>([
    ['the newest', { limit: 2 }, [8, 10], true, false],
    ['all when they fit', { limit: 5 }, [2, 4, 6, 8, 10], false, false],
    ['before one', { before: 8, limit: 2 }, [4, 6], true, true],
    ['before the first', { before: 2, limit: 2 }, [], false, true],
    ['before what lies beyond the end', { before: 99, limit: 5 }, [2, 4, 6, 8, 10], false, false],
    ['after one', { after: 4, limit: 2 }, [6, 8], true, true],
    ['after what lies before the first', { after: 1, limit: 5 }, [2, 4, 6, 8, 10], false, false],
    ['after the last', { after: 10, limit: 2 }, [], true, false],
    ['around one', { around: 6, limit: 2 }, [4, 6], true, true],
    ['around one that is not there', { around: 5, limit: 4 }, [2, 4, 6, 8], false, true],
    ['around the last', { around: 10, limit: 4 }, [6, 8, 10], true, false],
    ['around with a limit of one', { around: 6, limit: 1 }, [6], true, true],
  ])('%s', async (_, range, ...expected) => {
    expect(await read(SOME, range)).toEqual(expected);
  });

  test('of nothing', async () => {
    expect(await read(messages(), { limit: 3 })).toEqual([[], false, false]);
    expect(await read(messages(), { after: 3, limit: 3 })).toEqual([[], false, false]);
  });
});
