import { describe, expect, test } from '@jest/globals';
import { effectsFor, type NotificationContext } from './notifications.policy.ts';

const NOW = new Date('2026-01-15T12:00:00Z');
const nothing: NotificationContext = {
  notify: 'all',
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
    ['of those who are gone', { presence: 'offline' }, true],
    ['not of those who are there', {}, false],
    ['not of those whose screen is on', { presence: 'away' }, false],
    ['not of those who want none', { presence: 'offline', preferences: { emailDigest: false } }, false],
  ])('by mail %s', (_, changes, mail) => expect(effectsFor({ ...called, ...changes }, NOW)?.mail).toBe(mail));
});
