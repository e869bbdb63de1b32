import { describe, expect, test } from '@jest/globals';
import { parseMentions } from './mentions.ts';

describe('a text calls', () => {
  test.each([
    ['@ada look at this', ['ada']],
    ['thank you, @Ada_Lovelace!', ['ada_lovelace']],
    ['(@ada) and @ben, @ada again', ['ada', 'ben']],
    ['ask @ada.', ['ada.', 'ada']],
  ])('the people it names: %s', (body, names) =>
    expect(parseMentions(body)).toEqual({ names, room: false, here: false }),
  );

  test.each(['@room please', '@everyone'])('everybody: %s', (body) =>
    expect(parseMentions(body)).toEqual({ names: [], room: true, here: false }),
  );

  test('whoever is there: is @here somebody?', () =>
    expect(parseMentions('is @here somebody?')).toEqual({ names: [], room: false, here: true }));

  test.each([
    'ada@example.org',
    'https://example.org/@ada',
    '`@ada`',
    '```\n@room\n```',
    '```\n@ada',
    '@',
    '@@ada',
    'ä@ada',
  ])('nobody by what only looks like it: %s', (body) =>
    expect(parseMentions(body)).toEqual({ names: [], room: false, here: false }),
  );
});
