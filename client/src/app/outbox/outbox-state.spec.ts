import { describe, expect, it } from 'vitest';
import { text } from '../testing/samples.ts';
import {
  backoff,
  dueItems,
  markedAsSending,
  mergedWithUnsaved,
  nextAttemptAt,
  type OutboxItem,
  retried,
  type SendResult,
  afterAttempt,
  isQuoteGone,
  withDeletedQuote,
  withdrawn,
  withoutDeleted,
} from './outbox-state.ts';
import { bob } from '../testing/samples.ts';

const item = (clientId: string, change: Partial<OutboxItem> = {}): OutboxItem => ({
  clientId,
  userId: 'ada',
  roomId: 'room',
  body: clientId,
  replyTo: null,
  createdAt: `2026-11-20T10:00:00.00${clientId}Z`,
  tries: 0,
  notBefore: 0,
  refusal: null,
  ...change,
});
const refused = (status: number, retryable = false): SendResult => ({
  ok: false,
  error: { code: 'forbidden', status, message: 'no', retryable },
});
const ids = (items: OutboxItem[]) => items.map(({ clientId }) => clientId);

describe('the outbox', () => {
  it('sends the oldest of each room, a single message at a time', () => {
    const items = [item('2'), item('1'), item('3', { roomId: 'other' })];
    expect(ids(dueItems(items, new Set(), 0))).toEqual(['1', '3']);
    expect(ids(dueItems(items, new Set(['room']), 0))).toEqual(['3']);
  });

  it('does not overtake an item that waits for its next attempt', () => {
    const items = [item('1', { notBefore: 500 }), item('2')];
    expect(dueItems(items, new Set(), 100)).toEqual([]);
    expect(nextAttemptAt(items, 100)).toBe(500);
    expect(ids(dueItems(items, new Set(), 500))).toEqual(['1']);
  });

  it('skips an item that was refused', () => {
    const items = [item('1', { refusal: { code: 'muted', message: '' } }), item('2')];
    expect(ids(dueItems(items, new Set(), 0))).toEqual(['2']);
    expect(nextAttemptAt(items, 0)).toBeNull();
  });

  it('is done only with an acknowledgement', () => {
    expect(afterAttempt(item('1'), { ok: true, data: text(1) }, 0, 0)).toBeNull();
    expect(afterAttempt(item('1'), null, 1000, 1)).toMatchObject({ tries: 1, notBefore: 1500, refusal: null });
  });

  it.each([400, 403, 404, 409, 413])('stops at a definite %d until its author acts', (status) => {
    expect(afterAttempt(item('1'), refused(status), 0, 0)?.refusal).toEqual({ code: 'forbidden', message: 'no' });
  });

  it.each([401, 429, 500, 503])('retries after %d', (status) => {
    expect(afterAttempt(item('1'), refused(status), 0, 0)).toMatchObject({ refusal: null, tries: 1 });
  });

  it('retries what the server calls retryable, not sooner than it asks', () => {
    const result: SendResult = {
      ok: false,
      error: { code: 'too_many_requests', status: 429, message: '', retryable: true, retryAfter: 20 },
    };
    const slowed = afterAttempt(item('1'), result, 1000, 0);
    expect(slowed).toMatchObject({ notBefore: 21_000, slowed: true });
    expect(slowed && afterAttempt(slowed, null, 1000, 0)?.slowed).toBe(false);
  });

  it('waits for slow mode, and may be withdrawn meanwhile: the server has not taken it', () => {
    const slow: SendResult = {
      ok: false,
      error: { code: 'slow_mode', status: 429, message: '', retryable: true, retryAfter: 30 },
    };
    const out = markedAsSending(item('1', { unsent: true })) ?? item('1');
    const waiting = afterAttempt(out, slow, 1000, 0);
    expect(waiting).toMatchObject({ notBefore: 31_000, slowed: true, slowMode: true, unsent: true, tries: 0 });
    expect(waiting && withdrawn(waiting)).toMatchObject({ withdrawn: true });
    expect(waiting && markedAsSending(waiting)).toMatchObject({ unsent: false });
  });

  it('is not withdrawn in slow mode after an attempt without an answer', () => {
    const slow: SendResult = {
      ok: false,
      error: { code: 'slow_mode', status: 429, message: '', retryable: true, retryAfter: 30 },
    };
    const lost = afterAttempt(item('1', { unsent: false }), null, 0, 0);
    const waiting = lost && afterAttempt(lost, slow, 0, 0);
    expect(waiting).toMatchObject({ slowMode: true, unsent: false });
    expect(waiting && withdrawn(waiting)).toBeNull();
  });

  it('doubles the delay up to 15 seconds and spreads it at random', () => {
    expect([0, 1, 2, 9].map((tries) => backoff(tries, 1))).toEqual([500, 1000, 2000, 15_000]);
    expect(backoff(9, 0)).toBe(7500);
  });

  it('neither loses nor brings back items by an outdated read of the disk', () => {
    const writing = new Map([['2', item('2', { tries: 1 })]]);
    const seen = mergedWithUnsaved([item('3'), item('1'), item('2')], writing, new Set(['1']));
    expect(seen).toEqual([item('2', { tries: 1 }), item('3')]);
    expect(ids(mergedWithUnsaved([], writing, new Set()))).toEqual(['2']);
  });

  it('withdraws what was never sent, and nothing that may have been', () => {
    const waiting = item('1', { unsent: true });
    const back = withdrawn(waiting);
    expect(back).toMatchObject({ withdrawn: true, unsent: false });
    expect(back && markedAsSending(back)).toBeNull();
    expect(back && dueItems([back, item('2')], new Set(), 0)).toEqual([item('2')]);
    expect(back && retried(back)).toMatchObject({ withdrawn: false, unsent: false });
    const out = markedAsSending(waiting);
    expect(out).toMatchObject({ unsent: false });
    expect(out && withdrawn(out)).toBeNull();
    expect(out && afterAttempt(out, null, 0, 0)?.unsent).toBe(false);
    expect(withdrawn(item('1', { tries: 3 }))).toBeNull();
    const refusedOne = item('1', { refusal: { code: 'muted', message: '' } });
    expect(withdrawn(refusedOne)).toBe(refusedOne);
    expect(markedAsSending(refusedOne)).toBeNull();
  });

  it('starts again without a delay when its author retries', () => {
    const failed = item('1', { tries: 4, notBefore: 99, refusal: { code: 'muted', message: '' } });
    expect(retried(failed)).toMatchObject({ ...item('1'), slowed: false });
  });

  it('sends a reply without its quote once the quoted message is deleted', () => {
    const quote = { id: 'm1', seq: 1, author: bob, excerpt: 'secret', attachmentKind: null };
    const waiting = item('1', { replyTo: quote });
    expect(withDeletedQuote(waiting, 'm2')).toBe(waiting);
    expect(withDeletedQuote(waiting, 'm1').replyTo).toEqual({ ...quote, excerpt: '' });
    expect(withoutDeleted(quote)).toBe(quote);
    expect(withoutDeleted({ ...quote, excerpt: '' })).toBeNull();
    const failed = item('1', { replyTo: quote, refusal: { code: 'message_not_found', message: '' } });
    expect(isQuoteGone(failed)).toBe(true);
    expect(retried(failed).replyTo).toBeNull();
    expect(retried({ ...failed, refusal: { code: 'muted', message: '' } }).replyTo).toBe(quote);
  });
});
