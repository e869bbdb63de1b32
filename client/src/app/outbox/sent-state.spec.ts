import { describe, expect, it } from 'vitest';
import { text } from '../testing/samples.ts';
import type { OutboxItem } from './outbox-state.ts';
import { afterChange, doubtfulItems, keptItems, resent, sentItem } from './sent-state.ts';

const MINUTE_MS = 60_000;
const item = (clientId: string, body = clientId): OutboxItem => ({
  clientId,
  userId: 'ada',
  roomId: 'room',
  body,
  replyTo: null,
  createdAt: '2026-11-20T09:00:00.000Z',
  tries: 2,
  notBefore: 7,
  refusal: null,
});
const sent = (seq: number, { epoch = 1, at = 0, body = '' } = {}) =>
  sentItem(item(`c${seq}`, body), { id: `m${seq}`, seq }, epoch, at);
const seqs = (items: readonly { seq: number }[]) => items.map(({ seq }) => seq);

describe('an acknowledged message', () => {
  it('is kept for ten minutes while the history stays, and for a day when it changes', () => {
    const items = [sent(1), sent(2, { epoch: 7 })];
    const kept = (now: number) => seqs(keptItems(items, new Map([['room', 7]]), now));
    expect(kept(9 * MINUTE_MS)).toEqual([1, 2]);
    expect(kept(11 * MINUTE_MS)).toEqual([1]);
    expect(kept(24 * 60 * MINUTE_MS)).toEqual([]);
  });

  it('is kept while the room is not known', () => {
    expect(seqs(keptItems([sent(1)], new Map(), 60 * MINUTE_MS))).toEqual([1]);
  });

  it('is one of at most 500, and of a million characters', () => {
    const many = Array.from({ length: 600 }, (_, index) => sent(index, { at: index }));
    expect(seqs(keptItems(many, new Map(), 600)).toSorted((a, b) => a - b)[0]).toBe(100);
    const long = [1, 2, 3].map((seq) => sent(seq, { at: seq, body: 'x'.repeat(400_000) }));
    expect(seqs(keptItems(long, new Map(), 3))).toEqual([3, 2]);
  });

  it('is doubted when the epoch of its room has changed, the newest first', () => {
    const items = [sent(1), sent(3), sent(2), sent(4, { epoch: 7 })];
    expect(doubtfulItems(items, new Map([['room', 7]])).map(seqs)).toEqual([[3, 2, 1]]);
    expect(doubtfulItems(items, new Map())).toEqual([]);
  });

  it('is sent again as it was, under the same id', () => {
    expect(resent(sent(1, { body: 'words' }))).toEqual({
      ...item('c1', 'words'),
      attachments: [],
      tries: 0,
      notBefore: 0,
      resent: true,
    });
  });

  it('follows an edit, and is forgotten when its author deletes it', () => {
    expect(afterChange(sent(1), text(1, { body: 'new words' }))?.body).toBe('new words');
    expect(afterChange(sent(1), text(1, { deletedAt: '2026-11-20T09:00:00.000Z' }))).toBeNull();
  });
});
