import { describe, expect, test } from '@jest/globals';
import { changedEntry, endsEntry, reminderProblem } from './saved.policy.ts';
import type { SavedEntry } from './saved.dto.ts';

const now = new Date('2026-11-20T10:00:00Z');
const entry: SavedEntry = {
  messageId: 'm',
  roomId: 'r',
  state: 'open',
  note: '',
  remindAt: null,
  remindedAt: null,
  savedAt: '2026-11-20T09:00:00.000Z',
};
const reminded = { ...entry, remindAt: '2026-11-20T09:30:00.000Z', remindedAt: '2026-11-20T09:30:01.000Z' };

describe('a reminder', () => {
  test.each([
    [{}, undefined],
    [{ remindAt: null }, undefined],
    [{ remindAt: '2026-11-20T10:00:01Z' }, undefined],
    [{ remindAt: '2036-11-19T10:00:00Z' }, undefined],
    [{ remindAt: '2026-11-20T10:00:00Z' }, 'lies in the past: choose a time that is still to come'],
    [{ remindAt: '2026-11-20' }, 'lies in the past: choose a time that is still to come'],
    [{ remindAt: '2036-11-23T10:00:00Z' }, 'lies more than ten years ahead'],
    [
      { remindAt: '2026-11-21T10:00:00Z', state: 'done' as const },
      'belongs to an open entry: leave out the state, or the reminder',
    ],
  ])('as in %j: %s', (input, problem) => expect(reminderProblem(input, now)).toBe(problem));
});

test.each([
  [{ state: 'done' as const }, true],
  [{ remindAt: null }, true],
  [{ state: 'done' as const, remindAt: null }, true],
  [{}, false],
  [{ state: 'open' as const }, false],
  [{ state: 'open' as const, remindAt: null }, false],
  [{ state: 'done' as const, note: '' }, false],
  [{ remindAt: '2026-11-21T10:00:00Z' }, false],
])('%j ends an entry: %s', (input, ends) => expect(endsEntry(input)).toBe(ends));

describe('an entry', () => {
  test('keeps what a request leaves out', () => {
    expect(changedEntry(reminded, {})).toEqual(reminded);
    expect(changedEntry(reminded, { note: 'call' })).toEqual({ ...reminded, note: 'call' });
  });

  test('that is done is not reminded of', () => {
    expect(changedEntry(reminded, { state: 'done' })).toEqual({ ...entry, state: 'done' });
  });

  test('is open again with a new reminder, which has not rung', () => {
    expect(changedEntry({ ...reminded, state: 'done' }, { remindAt: '2026-11-21T10:00:00+01:00' })).toEqual({
      ...entry,
      remindAt: '2026-11-21T09:00:00.000Z',
    });
  });

  test('loses a reminder that is removed', () => {
    expect(changedEntry(reminded, { remindAt: null })).toEqual(entry);
  });
});
