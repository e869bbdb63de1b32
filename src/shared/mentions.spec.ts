import { describe, expect, test } from '@jest/globals';
import { MASS_MENTIONS, parseMentions } from './mentions.ts';

describe('a text mentions', () => {
  test.each([
    ['@ada look at this', ['ada']],
    ['thank you, @Ada_Lovelace!', ['ada_lovelace']],
    ['(@ada) and @ben, @ada again', ['ada', 'ben']],
    ['ask @ada.', ['ada.', 'ada']],
    ['@roommate', ['roommate']],
    ['@all-hands', ['all-hands']],
  ])('the users it names: %s', (body, names) =>
    expect(parseMentions(body)).toEqual({ names, room: false, here: false }),
  );

  test.each(['@room please', '@everyone', '(@All)', '@channel'])('all members of the room: %s', (body) =>
    expect(parseMentions(body)).toEqual({ names: [], room: true, here: false }),
  );

  test('all members of the room at the end of a sentence', () => expect(parseMentions('@all.').room).toBe(true));

  test.each(['is @here enough?', '(@Here)'])('the members who are online: %s', (body) =>
    expect(parseMentions(body)).toEqual({ names: [], room: false, here: true }),
  );

  test.each([
    'ada@example.org',
    'https://example.org/@ada',
    '`@ada`',
    '`@room`',
    '```\n@room\n```',
    '```\n@ada',
    '@',
    '@@ada',
    'ä@ada',
    'me@all',
  ])('no user where the sign stands in a word, an address or code: %s', (body) =>
    expect(parseMentions(body)).toEqual({ names: [], room: false, here: false }),
  );

  test('more than one person by five names', () =>
    expect(MASS_MENTIONS).toEqual(['room', 'everyone', 'all', 'channel', 'here']));
});
