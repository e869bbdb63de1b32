import { expect, test } from '@jest/globals';
import { Problem } from '../common/problem.ts';
import type { ScheduledEntry } from './scheduled.dto.ts';
import { changedEntry, failureOf, isRepeat, isTooLate, newEntry, sendAtProblem } from './scheduled.policy.ts';

const now = new Date('2026-11-20T10:00:00Z');
const ROOM = '0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a';
const input = { clientId: '0198C5A2-7C1E-4B52-9D2E-6F1F3F6F2B0B', body: 'hello', sendAt: '2026-11-20T12:00:00+01:00' };
const entry: ScheduledEntry = {
  id: '0198c5a2-7c1e-4b52-9d2e-6f1f3f6f2b0b',
  roomId: ROOM,
  body: 'hello',
  replyToId: null,
  threadId: null,
  alsoInRoom: false,
  attachmentIds: [],
  sendAt: '2026-11-20T11:00:00.000Z',
  state: 'waiting',
  problem: null,
  createdAt: '2026-11-20T10:00:00.000Z',
};

test.each([
  ['2026-11-20T10:00:01Z', undefined],
  ['2027-11-20T10:00:00Z', undefined],
  ['2026-11-20T10:00:00Z', 'lies in the past: choose a time that is still to come'],
  ['2026-11-19', 'lies in the past: choose a time that is still to come'],
  ['2027-11-20T10:00:01Z', 'lies more than 365 days ahead'],
])('the time %s: %s', (sendAt, problem) => expect(sendAtProblem(sendAt, now)).toBe(problem));

test.each([
  ['2026-11-19T10:00:00Z', false],
  ['2026-11-19T09:59:59Z', true],
  ['2026-11-20T10:00:00Z', false],
])('what was to be sent at %s is too late: %s', (sendAt, late) => expect(isTooLate(new Date(sendAt), now)).toBe(late));

test('an entry is what was asked for, and a repeat the same at another time', () => {
  expect(newEntry(ROOM.toUpperCase(), input, now)).toEqual(entry);
  expect(newEntry(ROOM, { ...input, body: ' \n' }, now).body).toBe('');
  expect(isRepeat(entry, newEntry(ROOM, input, new Date('2026-11-20T10:05:00Z')))).toBe(true);
  for (const other of [
    { body: 'a' },
    { sendAt: '2026-11-20T13:00:00Z' },
    { replyToId: ROOM },
    { threadId: ROOM },
    { threadId: ROOM, alsoInRoom: true },
    { attachmentIds: [ROOM] },
  ])
    expect(isRepeat(entry, newEntry(ROOM, { ...input, ...other }, now))).toBe(false);
});

test('a change keeps what it leaves out, and what failed waits only with another time', () => {
  const failed: ScheduledEntry = { ...entry, replyToId: ROOM, state: 'failed', problem: 'muted' };
  expect(changedEntry(failed, {})).toEqual(failed);
  expect(changedEntry(failed, { body: 'again', replyToId: null })).toEqual({
    ...failed,
    body: 'again',
    replyToId: null,
  });
  expect(changedEntry(failed, { sendAt: '2026-11-21T09:00:00Z' })).toEqual({
    ...failed,
    sendAt: '2026-11-21T09:00:00.000Z',
    state: 'waiting',
    problem: null,
  });
});

test.each([
  [new Problem('room_not_found'), 'room_not_found'],
  [new Problem('muted'), 'muted'],
  [new Problem('room_archived'), 'room_archived'],
  [new Problem('invalid_input'), 'invalid_input'],
  [new Problem('too_many_requests'), null],
  [new Problem('unavailable'), null],
  [new Error('the connection is lost'), null],
])('%s fails for good as %s', (error, code) => expect(failureOf(error)).toBe(code));
