import { describe, expect, it } from 'vitest';
import { ada, bob, text } from '../testing/samples.ts';
import { rowsWithReceipt } from './read-receipts.ts';
import { timelineRows } from './timeline-rows.ts';

const mine = (seq: number, more = {}) => text(seq, { author: ada, ...more });
const receipts = (messages: ReturnType<typeof text>[], readTo: number) => {
  const rows = timelineRows({
    messages,
    waiting: [],
    hasBefore: false,
    unreadAfterSeq: null,
    meId: ada.id,
    dayOf: (time) => time.slice(0, 10),
  });
  const keys = rowsWithReceipt(rows, ada.id, (seq) => (seq <= readTo ? 1 : 0));
  return rows.filter(({ key }) => keys.has(key)).map(({ message }) => message?.seq);
};

describe('read receipts', () => {
  it('stand at the last own message', () => {
    expect(receipts([mine(1), mine(2), mine(3), text(4, { author: bob })], 4)).toEqual([3]);
    expect(receipts([text(4, { author: bob })], 4)).toEqual([]);
  });

  it('stand at the last one that was read as well, while the newest is not', () => {
    expect(receipts([mine(1), mine(2), mine(3), mine(4)], 2)).toEqual([2, 4]);
    expect(receipts([mine(1), mine(2)], 0)).toEqual([2]);
  });

  it('stand at no deleted message', () => {
    expect(receipts([mine(1), mine(2, { deletedAt: '2026-11-21T10:00:00.000Z' })], 0)).toEqual([1]);
  });
});
