import type { PersonalChanges, PersonalItem } from '@api/personal/personal.dto.ts';
import { describe, expect, it } from 'vitest';
import { emptyPersonal, isBehind, presentItems, withChanges, withItem } from './personal-state.ts';

const item = (id: string, revision: number, isGone = false): PersonalItem => ({
  kind: 'saved',
  id,
  revision,
  value: isGone
    ? null
    : {
        messageId: id,
        roomId: 'room',
        state: 'open',
        note: `at ${revision}`,
        remindAt: null,
        remindedAt: null,
        savedAt: '2026-11-20T10:00:00.000Z',
      },
});
const answer = (items: PersonalItem[], revision: number, more: Partial<PersonalChanges> = {}): PersonalChanges => ({
  items,
  revision,
  more: false,
  reset: false,
  epoch: 7,
  ...more,
});
const ids = (state: typeof emptyPersonal) => presentItems(state).map(({ id, revision }) => `${id}${revision}`);

describe('what is personal', () => {
  it('follows events in their order', () => {
    const state = withItem(withItem(emptyPersonal, item('a', 1)), item('b', 2));
    expect([state.revision, ids(state), isBehind(state)]).toEqual([2, ['a1', 'b2'], false]);
  });

  it('is behind after an event that skips another, until it is told what is missing', () => {
    const behind = withItem(withItem(emptyPersonal, item('a', 1)), item('c', 3));
    expect([behind.revision, ids(behind), isBehind(behind)]).toEqual([1, ['a1', 'c3'], true]);
    const told = withChanges(behind, answer([item('b', 2), item('c', 3)], 3));
    expect([told.revision, ids(told), isBehind(told)]).toEqual([3, ['a1', 'c3', 'b2'], false]);
  });

  it('takes no older state of an item, and does not bring back what has gone', () => {
    const gone = withItem(withItem(emptyPersonal, item('a', 1)), item('a', 2, true));
    expect(withItem(gone, item('a', 1))).toBe(gone);
    expect(ids(gone)).toEqual([]);
  });

  it('stays the same object when nothing is new', () => {
    const state = withItem(emptyPersonal, item('a', 1));
    expect(withItem(state, item('a', 1))).toBe(state);
  });

  it('begins anew with an answer that says so', () => {
    const held = withChanges(emptyPersonal, answer([item('a', 1), item('b', 9)], 9));
    const reset = withChanges(held, answer([item('c', 2)], 2, { reset: true, epoch: 8 }));
    expect([reset.revision, reset.epoch, ids(reset)]).toEqual([2, 8, ['c2']]);
  });

  it('does not go back to what was asked before an event', () => {
    const state = withItem(withChanges(emptyPersonal, answer([], 4)), item('a', 5));
    expect(withChanges(state, answer([], 4)).revision).toBe(5);
  });
});
