import { describe, expect, test } from '@jest/globals';
import { ATTENTION_REASONS, type NotificationKind } from './attention/attention.dto.ts';
import { type Attention, attentionFor, type NotificationContext } from './notifications.policy.ts';

const NOW = new Date('2026-01-15T12:00:00Z');
const nothing: NotificationContext = {
  notify: 'mentions',
  quietUntil: null,
  preferences: {},
  presence: 'online',
  isAuthor: false,
  isDirect: false,
  isMentioned: false,
  mentionsRoom: false,
  mentionsHere: false,
  inRoom: true,
  follows: false,
};
const called = { ...nothing, isMentioned: true };

const ringing = (context: Partial<NotificationContext>): NotificationKind | null => {
  const { outcome, kind } = attentionFor({ ...nothing, ...context }, NOW);
  return outcome === 'none' ? null : kind;
};

/** Of what the three levels notify, and of what kind the notification is. */
const LEVELS: [
  string,
  Partial<NotificationContext>,
  { all: string | null; mentions: string | null; none: string | null },
][] = [
  ['a plain message', {}, { all: 'message', mentions: null, none: null }],
  ['a mention by name', { isMentioned: true }, { all: 'mention', mentions: 'mention', none: null }],
  ['a mention of the room', { mentionsRoom: true }, { all: 'room', mentions: 'room', none: null }],
  ['@here, to who is online', { mentionsHere: true }, { all: 'room', mentions: 'room', none: null }],
  ['@here, to who is away', { mentionsHere: true, presence: 'away' }, { all: 'message', mentions: null, none: null }],
  ['a message of a direct room', { isDirect: true }, { all: 'direct', mentions: 'direct', none: null }],
  ['an answer in a followed thread', { follows: true }, { all: 'reply', mentions: 'reply', none: null }],
  ['a message of their own', { isAuthor: true, isMentioned: true }, { all: null, mentions: null, none: null }],
];

describe('the level of a member decides about', () => {
  test.each(LEVELS)('%s', (_, changes, expected) => {
    const kind = (notify: NotificationContext['notify']) => ringing({ ...changes, notify });
    expect({ all: kind('all'), mentions: kind('mentions'), none: kind('none') }).toEqual(expected);
  });

  test('no mail about a call, which is over by then', () =>
    expect(
      attentionFor({ ...nothing, isCall: true, isNotice: true, isDirect: true, presence: 'offline' }, NOW),
    ).toMatchObject({
      kind: 'call',
      mail: false,
    }));

  test('no mail about a plain message', () =>
    expect(attentionFor({ ...nothing, notify: 'all', presence: 'offline' }, NOW)).toMatchObject({
      kind: 'message',
      mail: false,
    }));
});

describe('a message asks for attention', () => {
  test.each<[string, Partial<NotificationContext>, string | null]>([
    ['of nobody by itself', {}, null],
    ['of whom it calls', { isMentioned: true }, 'mention'],
    ['of the other one in a direct room', { isDirect: true }, 'direct'],
    ['of those who follow its thread', { follows: true }, 'reply'],
    ['of everybody when it calls the room', { mentionsRoom: true, presence: 'offline' }, 'room'],
    ['of those who are there when it calls them', { mentionsHere: true }, 'room'],
    ['not of those who are away then', { mentionsHere: true, presence: 'away' }, null],
    ['not of those who are gone then', { mentionsHere: true, presence: 'offline' }, null],
    ['by name before all else', { isMentioned: true, isDirect: true, follows: true, mentionsRoom: true }, 'mention'],
    ['in a thread of whom it calls', { inRoom: false, isMentioned: true }, 'mention'],
    ['in a thread of those who follow it', { inRoom: false, follows: true }, 'reply'],
    ['in a thread of the other one in a direct room', { inRoom: false, isDirect: true }, 'direct'],
    ['in a thread not of those who want everything that is in the room', { inRoom: false, notify: 'all' }, null],
    ['in a thread not of those who are there', { inRoom: false, mentionsHere: true }, null],
    ['in a thread of those whose keyword it holds', { inRoom: false, hasKeyword: true }, 'keyword'],
    ['never of its author', { isAuthor: true, isMentioned: true, mentionsRoom: true }, null],
    ['also of those who want mentions only', { notify: 'mentions', isMentioned: true }, 'mention'],
    ['never of those who want none', { notify: 'none', isMentioned: true, isDirect: true }, null],
  ])('%s', (_, changes, kind) => expect(ringing(changes)).toBe(kind));

  test('silently of those who want quiet', () => {
    const until = (dndUntil: string) => attentionFor({ ...called, preferences: { dndUntil } }, NOW).outcome;
    expect([until('2026-01-15T12:00:01Z'), until('2026-01-15T11:59:59Z')]).toEqual(['silent', 'rang']);
  });

  test.each<[string, Partial<NotificationContext>, boolean]>([
    ['a direct message', { isDirect: true }, true],
    ['a reply', { follows: true }, true],
    ['a mention of the room', { mentionsRoom: true }, true],
    ['a plain message at the level of all', { notify: 'all' }, true],
    ['not of a mention by name', { isMentioned: true }, false],
    ['not after its end', { isDirect: true, quietUntil: '2026-01-15T12:00:00Z' }, false],
    ['not without an end', { isDirect: true, quietUntil: null }, false],
  ])('silently in a quiet room: %s', (_, changes, silent) =>
    expect(attentionFor({ ...nothing, quietUntil: new Date('2026-01-15T12:00:01Z'), ...changes }, NOW).outcome).toBe(
      silent ? 'silent' : 'rang',
    ),
  );

  test.each<[string, Partial<NotificationContext>, boolean]>([
    ['of those who are gone', { presence: 'offline' }, true],
    ['not of those who are there', {}, false],
    ['not of those whose screen is on', { presence: 'away' }, false],
    ['not of those who want none', { presence: 'offline', preferences: { emailDigest: false } }, false],
  ])('by mail %s', (_, changes, mail) => expect(attentionFor({ ...called, ...changes }, NOW).mail).toBe(mail));
});

const paused = { preferences: { dndUntil: '2026-01-15T12:00:01Z' } };
const inQuietHours = { preferences: { quietHours: { from: '11:00', to: '13:00', timeZone: 'UTC' } } };
const inQuietRoom = { quietUntil: '2026-01-15T12:00:01Z' };

const call = { isNotice: true, isCall: true, isDirect: true };

/** Of the reader's levels, kinds of messages, kinds of rooms and states: what happens, and why. */
const REASONS: [string, Partial<NotificationContext>, Attention['outcome'], Attention['kind'], Attention['reason']][] =
  [
    ['named in a room', { isMentioned: true }, 'rang', 'mention', 'named'],
    ['named, at level all', { isMentioned: true, notify: 'all' }, 'rang', 'mention', 'named'],
    ['named, at level none', { isMentioned: true, notify: 'none' }, 'none', 'mention', 'level_none'],
    ['named, while paused', { isMentioned: true, ...paused }, 'silent', 'mention', 'paused'],
    ['named, in quiet hours', { isMentioned: true, ...inQuietHours }, 'silent', 'mention', 'quiet_hours'],
    ['named, in a quiet room', { isMentioned: true, ...inQuietRoom }, 'rang', 'mention', 'named'],
    ['named, in a quiet room, paused', { isMentioned: true, ...inQuietRoom, ...paused }, 'silent', 'mention', 'paused'],
    ['named by themselves', { isMentioned: true, isAuthor: true }, 'none', 'mention', 'own'],
    ['named in a direct room', { isMentioned: true, isDirect: true }, 'rang', 'mention', 'named'],
    ['a direct message', { isDirect: true }, 'rang', 'direct', 'direct'],
    ['a direct message, away', { isDirect: true, presence: 'away' }, 'rang', 'direct', 'direct'],
    ['a direct message, paused', { isDirect: true, ...paused }, 'silent', 'direct', 'paused'],
    ['a direct message, in a quiet room', { isDirect: true, ...inQuietRoom }, 'silent', 'direct', 'quiet_room'],
    ['a direct message, at level none', { isDirect: true, notify: 'none' }, 'none', 'direct', 'level_none'],
    ['a direct message of their own', { isDirect: true, isAuthor: true }, 'none', 'direct', 'own'],
    ['a deleted direct message', { isDirect: true, isDeleted: true }, 'none', 'direct', 'deleted'],
    ['a followed thread', { follows: true }, 'rang', 'reply', 'thread'],
    ['a followed thread, at level none', { follows: true, notify: 'none' }, 'none', 'reply', 'level_none'],
    ['a followed thread, in a quiet room', { follows: true, ...inQuietRoom }, 'silent', 'reply', 'quiet_room'],
    ['@room', { mentionsRoom: true }, 'rang', 'room', 'everybody'],
    ['@room, offline', { mentionsRoom: true, presence: 'offline' }, 'rang', 'room', 'everybody'],
    ['@room, at level none', { mentionsRoom: true, notify: 'none' }, 'none', 'room', 'level_none'],
    ['@here', { mentionsHere: true }, 'rang', 'room', 'here'],
    ['@here, away', { mentionsHere: true, presence: 'away' }, 'none', null, 'not_here'],
    [
      '@here, away, at level all',
      { mentionsHere: true, presence: 'away', notify: 'all' },
      'rang',
      'message',
      'level_all',
    ],
    ['a call', { ...call }, 'rang', 'call', 'call'],
    ['a call, away', { ...call, presence: 'away' }, 'rang', 'call', 'call'],
    ['a call, offline', { ...call, presence: 'offline' }, 'rang', 'call', 'call'],
    ['a call, at level all', { ...call, notify: 'all' }, 'rang', 'call', 'call'],
    ['a call, at level none', { ...call, notify: 'none' }, 'none', 'call', 'level_none'],
    ['a call, while paused', { ...call, ...paused }, 'silent', 'call', 'paused'],
    ['a call, in quiet hours', { ...call, ...inQuietHours }, 'silent', 'call', 'quiet_hours'],
    ['a call, in a quiet room', { ...call, ...inQuietRoom }, 'silent', 'call', 'quiet_room'],
    ['a call of their own', { ...call, isAuthor: true }, 'none', 'call', 'own'],
    ['a call of a room', { ...call, isDirect: false }, 'none', null, 'notice'],
    ['a call of a room, at level all', { ...call, isDirect: false, notify: 'all' }, 'none', 'message', 'notice'],
    ['a keyword', { hasKeyword: true }, 'rang', 'keyword', 'keyword'],
    ['a keyword, at level all', { hasKeyword: true, notify: 'all' }, 'rang', 'keyword', 'keyword'],
    ['a keyword, at level none', { hasKeyword: true, notify: 'none' }, 'none', 'keyword', 'level_none'],
    ['a keyword, in a quiet room', { hasKeyword: true, ...inQuietRoom }, 'silent', 'keyword', 'quiet_room'],
    ['a keyword in a followed thread', { hasKeyword: true, follows: true }, 'rang', 'reply', 'thread'],
    ['a plain message, at level all', { notify: 'all' }, 'rang', 'message', 'level_all'],
    ['a plain message, at level all, paused', { notify: 'all', ...paused }, 'silent', 'message', 'paused'],
    ['a plain message, at level all, quiet', { notify: 'all', ...inQuietRoom }, 'silent', 'message', 'quiet_room'],
    ['a plain message, at level mentions', {}, 'none', null, 'not_named'],
    ['a plain message, at level none', { notify: 'none' }, 'none', null, 'not_named'],
    ['a plain message of their own', { isAuthor: true, notify: 'all' }, 'none', 'message', 'own'],
    [
      'a deleted message, at level none',
      { isMentioned: true, isDeleted: true, notify: 'none' },
      'none',
      'mention',
      'deleted',
    ],
    ['named by a person whom they have blocked', { isMentioned: true, isBlocked: true }, 'none', 'mention', 'blocked'],
    ['a direct message of a blocked person', { isDirect: true, isBlocked: true }, 'none', 'direct', 'blocked'],
    ['a notice, at level all', { isNotice: true, notify: 'all' }, 'none', 'message', 'notice'],
  ];

describe('why a message notifies, or does not', () => {
  test.each(REASONS)('%s', (_, context, outcome, kind, reason) =>
    expect(attentionFor({ ...nothing, ...context }, NOW)).toMatchObject({ outcome, kind, reason }),
  );

  // What was read before it is pushed is decided in push.policy.ts.
  test('has no reason that never applies', () =>
    expect(new Set([...REASONS.map(([, , , , reason]) => reason), 'read'])).toEqual(new Set(ATTENTION_REASONS)));
});
