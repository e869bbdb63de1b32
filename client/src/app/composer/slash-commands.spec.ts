import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '@api/shared/markdown/markdown.ts';
import { room } from '../testing/samples.ts';
import { commandNameOf, COMMANDS, parseCommand, mayUse, textOfCommand, writtenCommandOf } from './slash-commands.ts';

describe('a command', () => {
  it.each([
    ['/shrug', { name: 'shrug', argument: '' }],
    ['/topic  What we do ', { name: 'topic', argument: 'What we do' }],
    ['/etc/passwd is a file', null],
    ['/unknown', null],
    ['say /shrug', null],
    ['/', null],
  ])('is read from %j', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  it.each([
    ['/unknown thing', 'unknown'],
    ['/Shrug', 'Shrug'],
    ['/leave', 'leave'],
    ['/etc/passwd is a file', null],
    ['/ a', null],
    ['/1 of 2', null],
    ['and/or', null],
    ['//comment', null],
  ])('has a name, known or not: %j', (text, name) => expect(commandNameOf(text)).toBe(name));

  it.each([
    ['/deploy', { name: 'deploy', text: '' }],
    ['/Deploy-2  v1.4 to\nproduction ', { name: 'deploy-2', text: 'v1.4 to\nproduction' }],
    ['/etc/passwd is a file', null],
    ['/ a', null],
    ['say /deploy', null],
  ])('may be one of a service: %j', (text, command) => expect(writtenCommandOf(text)).toEqual(command));

  it('shrugs with both arms', () => {
    const text = textOfCommand({ name: 'shrug', argument: 'well' }) ?? '';
    expect(parseMarkdown(text)).toEqual([
      { kind: 'paragraph', children: [{ kind: 'text', text: 'well ¯\\_(ツ)_/¯' }] },
    ]);
  });

  const offered = (change: Parameters<typeof room>[0], role: 'member' | 'guest' = 'member') =>
    COMMANDS.filter((name) => mayUse(name, room(change), role));
  it.each([
    ['a member', offered({}), ['me', 'shrug', 'poll', 'invite', 'mute', 'leave']],
    ['an owner', offered({ role: 'owner' }), ['me', 'shrug', 'poll', 'topic', 'invite', 'mute', 'leave']],
    ['a guest', offered({}, 'guest'), ['me', 'shrug', 'poll', 'mute', 'leave']],
    ['the Lobby', offered({ lobby: true, notify: 'none' }), ['me', 'shrug', 'poll', 'unmute']],
    ['two people', offered({ kind: 'direct' }), ['me', 'shrug', 'poll', 'mute']],
  ])('is offered to %s if it works', (_, names, expected) => {
    expect(names).toEqual(expected);
  });
});
