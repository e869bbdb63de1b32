import { describe, expect, test } from '@jest/globals';
import { excerptOf } from './excerpt.ts';

describe('the excerpt of a message', () => {
  test('is one line without white space around it', () =>
    expect(excerptOf('\n first\n\n  second\tthird ')).toBe('first second third'));

  test('has at most 140 code points and cuts no emoji in half', () =>
    expect(excerptOf('🙂'.repeat(141))).toBe('🙂'.repeat(140)));

  test('of a message without text is empty', () => expect(excerptOf('')).toBe(''));
});
