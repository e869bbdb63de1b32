import { describe, expect, test } from '@jest/globals';
import { attentionFor, type NotificationContext } from '../notifications/notifications.policy.ts';
import { pushFor, refusedPush, ttlOf, urgencyOf } from './push.policy.ts';

const NOW = new Date('2026-01-15T12:00:00Z');
const nothing: NotificationContext = {
  notify: 'mentions',
  quietUntil: null,
  preferences: {},
  presence: 'offline',
  isAuthor: false,
  isDirect: false,
  isMentioned: false,
  mentionsRoom: false,
  mentionsHere: false,
  inRoom: true,
  follows: false,
};

const KINDS: Record<string, Partial<NotificationContext>> = {
  mention: { isMentioned: true },
  direct: { isDirect: true },
  reply: { follows: true },
  '@room': { mentionsRoom: true },
  keyword: { hasKeyword: true },
  '@here': { mentionsHere: true },
  words: {},
  call: { isNotice: true, isCall: true, isDirect: true },
  'call of a room': { isNotice: true, isCall: true },
};
const STATES: Record<string, Partial<NotificationContext>> = {
  ring: {},
  paused: { preferences: { dndUntil: '2026-01-15T12:00:01Z' } },
  'quiet hours': { preferences: { quietHours: { from: '11:00', to: '13:00', timeZone: 'UTC' } } },
  'quiet room': { quietUntil: '2026-01-15T12:00:01Z' },
  own: { isAuthor: true },
  deleted: { isDeleted: true },
};

/** Kind × state × level (all, mentions, none), of somebody who is offline and has not read it. */
const DECISIONS: [kind: string, state: string, all: string, mentions: string, none: string][] = [
  ['mention', 'ring', 'now', 'now', 'room_muted'],
  ['mention', 'paused', 'quiet', 'quiet', 'room_muted'],
  ['mention', 'quiet hours', 'quiet', 'quiet', 'room_muted'],
  ['mention', 'quiet room', 'now', 'now', 'room_muted'],
  ['mention', 'own', 'author', 'author', 'author'],
  ['mention', 'deleted', 'deleted', 'deleted', 'deleted'],
  ['direct', 'ring', 'now', 'now', 'room_muted'],
  ['direct', 'paused', 'quiet', 'quiet', 'room_muted'],
  ['direct', 'quiet hours', 'quiet', 'quiet', 'room_muted'],
  ['direct', 'quiet room', 'room_muted', 'room_muted', 'room_muted'],
  ['direct', 'own', 'author', 'author', 'author'],
  ['direct', 'deleted', 'deleted', 'deleted', 'deleted'],
  ['reply', 'ring', 'now', 'now', 'room_muted'],
  ['reply', 'paused', 'quiet', 'quiet', 'room_muted'],
  ['reply', 'quiet hours', 'quiet', 'quiet', 'room_muted'],
  ['reply', 'quiet room', 'room_muted', 'room_muted', 'room_muted'],
  ['reply', 'own', 'author', 'author', 'author'],
  ['reply', 'deleted', 'deleted', 'deleted', 'deleted'],
  ['@room', 'ring', 'now', 'now', 'room_muted'],
  ['@room', 'paused', 'quiet', 'quiet', 'room_muted'],
  ['@room', 'quiet hours', 'quiet', 'quiet', 'room_muted'],
  ['@room', 'quiet room', 'room_muted', 'room_muted', 'room_muted'],
  ['@room', 'own', 'author', 'author', 'author'],
  ['@room', 'deleted', 'deleted', 'deleted', 'deleted'],
  ['keyword', 'ring', 'now', 'now', 'room_muted'],
  ['keyword', 'paused', 'quiet', 'quiet', 'room_muted'],
  ['keyword', 'quiet hours', 'quiet', 'quiet', 'room_muted'],
  ['keyword', 'quiet room', 'room_muted', 'room_muted', 'room_muted'],
  ['keyword', 'own', 'author', 'author', 'author'],
  ['keyword', 'deleted', 'deleted', 'deleted', 'deleted'],
  // Everybody who is online: nobody who is offline, but for those who hear of everything.
  ['@here', 'ring', 'now', 'not_called', 'not_called'],
  ['@here', 'paused', 'quiet', 'not_called', 'not_called'],
  ['@here', 'quiet hours', 'quiet', 'not_called', 'not_called'],
  ['@here', 'quiet room', 'room_muted', 'not_called', 'not_called'],
  ['@here', 'own', 'author', 'author', 'author'],
  ['@here', 'deleted', 'deleted', 'deleted', 'deleted'],
  ['words', 'ring', 'now', 'not_called', 'not_called'],
  ['words', 'paused', 'quiet', 'not_called', 'not_called'],
  ['words', 'quiet hours', 'quiet', 'not_called', 'not_called'],
  ['words', 'quiet room', 'room_muted', 'not_called', 'not_called'],
  ['words', 'own', 'author', 'author', 'author'],
  ['words', 'deleted', 'deleted', 'deleted', 'deleted'],
  ['call', 'ring', 'now', 'now', 'room_muted'],
  ['call', 'paused', 'quiet', 'quiet', 'room_muted'],
  ['call', 'quiet hours', 'quiet', 'quiet', 'room_muted'],
  ['call', 'quiet room', 'room_muted', 'room_muted', 'room_muted'],
  ['call', 'own', 'author', 'author', 'author'],
  ['call', 'deleted', 'deleted', 'deleted', 'deleted'],
  ['call of a room', 'ring', 'not_called', 'not_called', 'not_called'],
  ['call of a room', 'paused', 'not_called', 'not_called', 'not_called'],
  ['call of a room', 'quiet hours', 'not_called', 'not_called', 'not_called'],
  ['call of a room', 'quiet room', 'not_called', 'not_called', 'not_called'],
  ['call of a room', 'own', 'author', 'author', 'author'],
  ['call of a room', 'deleted', 'not_called', 'not_called', 'not_called'],
];

const decide = (context: Partial<NotificationContext>, isRead = false) => {
  const full = { ...nothing, ...context };
  const { when, reason } = pushFor(attentionFor(full, NOW), full.presence, isRead);
  return when === 'never' ? reason : when;
};

describe('a push', () => {
  test.each(DECISIONS)('of %s, %s', (kind, state, all, mentions, none) => {
    const context = { ...KINDS[kind], ...STATES[state] };
    const found = (['all', 'mentions', 'none'] as const).map((notify) => decide({ ...context, notify }));
    expect(found).toEqual([all, mentions, none]);
  });

  test('has a row for each kind and state', () =>
    expect(new Set(DECISIONS.map(([kind, state]) => `${kind} ${state}`)).size).toBe(
      Object.keys(KINDS).length * Object.keys(STATES).length,
    ));

  test.each([
    ['offline', false, 'now'],
    ['away', false, 'now'],
    ['online', false, 'later'],
    ['offline', true, 'read'],
    ['away', true, 'read'],
    ['online', true, 'read'],
  ] as const)('to somebody who is %s and has read it: %s', (presence, isRead, expected) => {
    expect(decide({ isMentioned: true, presence }, isRead)).toBe(expected);
  });

  test('of a call waits for nobody, and lives 30 seconds', () => {
    const call = { isNotice: true, isCall: true, isDirect: true };
    expect([decide({ ...call, presence: 'online' }), ttlOf('call'), urgencyOf('call')]).toEqual([
      'now',
      30_000,
      'high',
    ]);
  });

  test('by @here goes to those who are online, later', () =>
    expect(decide({ mentionsHere: true, presence: 'online' })).toBe('later'));

  test.each([
    ['mention', 12, 'high'],
    ['direct', 12, 'high'],
    ['reply', 12, 'normal'],
    ['room', 1, 'normal'],
    ['keyword', 12, 'normal'],
    ['message', 12, 'normal'],
  ] as const)('of the kind %s lives %i hours and is of %s urgency', (kind, hours, urgency) => {
    expect([ttlOf(kind) / 3_600_000, urgencyOf(kind)]).toEqual([hours, urgency]);
  });
});

test.each([
  [
    { outcome: 'rang', reason: 'named' },
    { outcome: 'none', reason: 'read' },
  ],
  [
    { outcome: 'silent', reason: 'paused' },
    { outcome: 'silent', reason: 'paused' },
  ],
  [
    { outcome: 'none', reason: 'level_none' },
    { outcome: 'none', reason: 'level_none' },
  ],
] as const)('of a message that is never pushed, as of %j, %j is noted', (attention, expected) => {
  const candidate = { messageId: 'm', userId: 'u', deviceIds: ['d'] };
  expect(refusedPush(candidate, { ...attention, kind: 'mention' })).toEqual({
    ...candidate,
    ...expected,
    channel: 'push',
    kind: 'mention',
  });
});
