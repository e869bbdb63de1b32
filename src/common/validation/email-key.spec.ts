import { describe, expect, test } from '@jest/globals';
import { addressFault, emailKeyOf } from './email-key.ts';

describe('an e-mail address', () => {
  test.each([
    ['Ada@Example.ORG', 'ada@example.org'],
    ['a@münchen.de', 'a@xn--mnchen-3ya.de'],
    ['a@MÜNCHEN.de', 'a@xn--mnchen-3ya.de'],
    ['a@xn--mnchen-3ya.de', 'a@xn--mnchen-3ya.de'],
    ['jürgen@example.org', 'jürgen@example.org'],
    ['JÜRGEN@example.org', 'jürgen@example.org'],
    ['straße@example.org', 'straße@example.org'],
  ])('%s has the key %s', (email, key) => {
    expect(addressFault(email)).toBeUndefined();
    expect(emailKeyOf(email)).toBe(key);
  });

  test.each([
    ['the Kelvin sign', '\u212a@example.org'],
    ['the Kelvin sign in the domain', 'a@\u212aparley.org'],
    ['the Ångström sign', '\u212b@example.org'],
    ['the dotless i', '\u0131da@example.org'],
    ['the dotted capital i', '\u0130da@example.org'],
    ['the long s', 'e\u017fel@example.org'],
    ['full-width letters', '\uff41da@example.org'],
    ['a full-width domain', 'ada@\uff45xample.org'],
    ['a ligature', '\ufb01n@example.org'],
    ['a decomposed letter', 'ju\u0308rgen@example.org'],
    ['a superscript', 'ada\u00b2@example.org'],
  ])('with %s is refused', (_, email) => expect(addressFault(email)).toBeDefined());

  test('of the old kind in the middle of a sign-in is looked up all the same', () =>
    expect(emailKeyOf('x@not a domain')).toBe('x@not a domain'));
});
