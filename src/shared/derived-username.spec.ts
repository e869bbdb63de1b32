import { describe, expect, test } from '@jest/globals';
import { usernameFrom } from './derived-username.ts';

describe('the user name that a display name suggests', () => {
  test.each([
    ['Ada Lovelace', 'ada.lovelace'],
    ['  Ada   Lovelace ', 'ada.lovelace'],
    ['Zoë Müller', 'zoe.muller'],
    ['Łukasz Groß', 'lukasz.gross'],
    ["Seán O'Brien", 'sean.obrien'],
    ['Anne-Marie', 'anne-marie'],
    ['ada_1', 'ada_1'],
    ['...', 'person'],
    ['李小龙', 'person'],
    ['A', 'person'],
    ['Dr. Karl von der Lange-Strasse', 'dr.karl.von.der.lang'],
    ['Dr. Karl von dem Hause am See', 'dr.karl.von.dem.haus'],
    ['ABCDEFGHIJKLMNOPQRS TUV', 'abcdefghijklmnopqrs'],
  ])('%s is %s', (displayName, username) => expect(usernameFrom(displayName, 20)).toBe(username));
});
