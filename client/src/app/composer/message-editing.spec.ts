import { describe, expect, it } from 'vitest';
import { mentionsOthers } from './message-editing.ts';

describe('an edit', () => {
  it.each([
    ['hello', 'hello @ada', true],
    ['hi @ada', 'hi @ada and @bob', true],
    ['hi @ada', 'hi @room', true],
    ['hi @ada', 'hello @ada!', false],
    ['hi @ada', 'hi', false],
    ['hi @ada', 'hi @ADA', false],
    ['hi', '`@ada`', false],
  ])('of %j to %j: others are mentioned, %j', (before, now, others) =>
    expect(mentionsOthers(before, now)).toBe(others),
  );
});
