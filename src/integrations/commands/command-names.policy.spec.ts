import { describe, expect, test } from '@jest/globals';
import { commandKey, commandName, isCommandName, isFreeOfBuiltIn } from './command-names.policy.ts';

describe('the name of a command', () => {
  test.each([
    ['Deploy', 'deploy'],
    ['/deploy', 'deploy'],
    [' deploy ', 'deploy'],
    ['ｄｅｐｌｏｙ', 'deploy'],
  ])('%j is %j', (given, name) => {
    expect(commandName(given)).toBe(name);
  });

  test.each(['deploy', 'roll-back', 'dep_2', '2fa'])('may be %s', (name) => {
    expect(isCommandName(name)).toBe(true);
    expect(isFreeOfBuiltIn(commandKey(name))).toBe(true);
  });

  test.each(['', '-x', 'two words', 'dé', 'a/b', 'a.b'])('is none: %j', (name) => {
    expect(isCommandName(name)).toBe(false);
  });

  test.each(['leave', 'help', 'me', '1eave', 'mu-te', 'system', 'admin'])('is not for others: %s', (name) => {
    expect(isFreeOfBuiltIn(commandKey(name))).toBe(false);
  });

  test.each([
    ['deploy', 'dep1oy'],
    ['deploy', 'de-ploy'],
    ['deploy', 'depl0y'],
  ])('%s looks like %s', (one, other) => {
    expect(commandKey(one)).toBe(commandKey(other));
  });
});
