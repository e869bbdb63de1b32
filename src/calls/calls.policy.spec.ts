import { describe, expect, test } from '@jest/globals';
import type { RoomActor } from '../shared/rooms.policy.ts';
import { meetingClaims, meetingName, meetingUrl, moderatesCalls, ringsAgain } from './calls.policy.ts';

const KEY = Buffer.alloc(32, 7);
const ROOM = '0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a';
const at = (time: string) => new Date(`2026-01-15T${time}Z`);

describe('the name of a meeting', () => {
  const name = (roomId: string, time: Date, key = KEY) => meetingName(key, roomId, time);

  test('is the same all day (UTC), and stays so after an update', () => {
    expect(name(ROOM, at('00:00:00'))).toBe(name(ROOM, at('23:59:59')));
    expect(name(ROOM, at('12:00:00'))).toBe('73169109d0e2a7b01747db5c69d905a6');
  });

  test('is another one for another day, room or server', () => {
    const names = [
      name(ROOM, at('12:00:00')),
      name(ROOM, new Date('2026-01-16T12:00:00Z')),
      name(ROOM.replace('a', 'b'), at('12:00:00')),
      name(ROOM, at('12:00:00'), Buffer.alloc(32, 8)),
    ];
    expect(new Set(names).size).toBe(4);
  });
});

test('the claims name a person, and say whether they moderate', () => {
  const ada = {
    displayName: 'Ada Lovelace',
    avatarUrl: 'https://chat.example.org/api/v1/avatars/x',
    isModerator: true,
  };
  expect(meetingClaims('parley', 'abc', ada)).toEqual({
    aud: 'jitsi',
    iss: 'parley',
    sub: '*',
    room: 'abc',
    context: {
      user: {
        name: 'Ada Lovelace',
        avatar: 'https://chat.example.org/api/v1/avatars/x',
        moderator: 'true',
        affiliation: 'owner',
      },
    },
  });
  expect(meetingClaims('parley', 'abc', { displayName: 'Ben', avatarUrl: null, isModerator: false }).context).toEqual({
    user: { name: 'Ben', moderator: 'false', affiliation: 'member' },
  });
});

test.each([
  ['https://meet.example.org/{room}', null, 'https://meet.example.org/abc'],
  ['https://meet.example.org/{room}', 'x.y.z', 'https://meet.example.org/abc?jwt=x.y.z'],
  [
    'https://example.org/j/{room}?lang=de#config.x=1',
    'x.y.z',
    'https://example.org/j/abc?lang=de&jwt=x.y.z#config.x=1',
  ],
  ['https://bbb.example.org/join?meeting={room}', null, 'https://bbb.example.org/join?meeting=abc'],
])('the link of %s with the token %s', (template, token, url) => expect(meetingUrl(template, 'abc', token)).toBe(url));

test.each<[RoomActor['kind'], RoomActor['role'], RoomActor['serverRole'], boolean]>([
  ['private', 'owner', 'member', true],
  ['private', 'moderator', 'member', true],
  ['private', 'member', 'member', false],
  ['private', 'member', 'admin', false],
  ['private', 'owner', 'guest', true],
  ['public', 'member', 'moderator', true],
  ['public', 'member', 'member', false],
  ['direct', 'member', 'member', true],
])('in a %s room a %s who is a %s of the server moderates its calls: %s', (kind, role, serverRole, expected) =>
  expect(moderatesCalls({ kind, role, serverRole })).toBe(expected),
);

test.each([
  [true, 59_999, false],
  [true, 60_000, true],
  [false, 3_600_000, false],
])('a room (direct: %s) that rang %i ms ago rings again: %s', (isDirect, ms, expected) =>
  expect(ringsAgain(isDirect, at('12:00:00'), new Date(at('12:00:00').getTime() + ms))).toBe(expected),
);
