import { describe, expect, test } from '@jest/globals';
import { effectsFor, type NotificationContext } from './notifications.policy.ts';

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
  follows: false,
};
const called = { ...nothing, isMentioned: true };

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
    const kind = (notify: NotificationContext['notify']) =>
      effectsFor({ ...nothing, ...changes, notify }, NOW)?.kind ?? null;
    expect({ all: kind('all'), mentions: kind('mentions'), none: kind('none') }).toEqual(expected);
  });

  test('no mail about a plain message', () =>
    expect(effectsFor({ ...nothing, notify: 'all', presence: 'offline' }, NOW)).toMatchObject({
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
    ['never of its author', { isAuthor: true, isMentioned: true, mentionsRoom: true }, null],
    ['also of those who want mentions only', { notify: 'mentions', isMentioned: true }, 'mention'],
    ['never of those who want none', { notify: 'none', isMentioned: true, isDirect: true }, null],
  ])('%s', (_, changes, kind) => expect(effectsFor({ ...nothing, ...changes }, NOW)?.kind ?? null).toBe(kind));

  test('silently of those who want quiet', () => {
    const until = (dndUntil: string) => effectsFor({ ...called, preferences: { dndUntil } }, NOW)?.silent;
    expect([until('2026-01-15T12:00:01Z'), until('2026-01-15T11:59:59Z')]).toEqual([true, false]);
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
    expect(effectsFor({ ...nothing, quietUntil: new Date('2026-01-15T12:00:01Z'), ...changes }, NOW)?.silent).toBe(
      silent,
    ),
  );

  test.each<[string, Partial<NotificationContext>, boolean]>([
    ['of those who are gone', { presence: 'offline' }, true],
    ['not of those who are there', {}, false],
    ['not of those whose screen is on', { presence: 'away' }, false],
    ['not of those who want none', { presence: 'offline', preferences: { emailDigest: false } }, false],
  ])('by mail %s', (_, changes, mail) => expect(effectsFor({ ...called, ...changes }, NOW)?.mail).toBe(mail));
});
