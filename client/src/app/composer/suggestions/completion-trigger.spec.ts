import { describe, expect, it } from 'vitest';
import { completionTriggerAt, insertCompletion } from './completion-trigger.ts';

const asked = (text: string) => {
  const found = completionTriggerAt(text, text.length);
  return found && `${found.kind} ${found.query}`;
};

describe('the trigger of a completion', () => {
  it.each([
    ['@', 'person '],
    ['hi @ad', 'person ad'],
    ['(@zoë', 'person zoë'],
    ['#', 'room '],
    ['see #eng', 'room eng'],
    ['nice :tad', 'emoji tad'],
    [':+1', 'emoji +1'],
    ['/', 'command '],
    ['/sh', 'command sh'],
    ['/deploy-2', 'command deploy-2'],
  ])('%j asks for a %s', (text, what) => {
    expect(asked(text)).toBe(what);
  });

  it.each(['ada@ex', '@ada ', 'a#b', '# a', ':a', '10:30', 'a /sh', '/sh a', '`@a', '```\n@a', '`a` `@b', '', 'a'])(
    '%j asks for nothing',
    (text) => {
      expect(asked(text)).toBeNull();
    },
  );

  it('is taken from before the caret, not after it', () => {
    expect(completionTriggerAt('@ad and more', 3)).toEqual({ kind: 'person', query: 'ad', from: 0, to: 3 });
  });

  it.each([
    ['hi @ad', 6, '@ada', 'hi @ada ', 8],
    ['@ad, hello', 3, '@ada', '@ada , hello', 5],
    ['@ad hello', 3, '@ada', '@ada hello', 5],
  ])('replaces the trigger in %j', (text, caret, insert, result, at) => {
    const found = completionTriggerAt(text, caret);
    expect(found && insertCompletion(text, found, insert)).toEqual({ text: result, caret: at });
  });
});
