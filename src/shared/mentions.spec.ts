import { describe, expect, test } from '@jest/globals';
import { MASS_MENTIONS, namesToLookUp, parseMentions, resolveMentions } from './mentions.ts';

const MEMBERS = new Map(
  ['ada', 'ben', '_bea_', 'zoe.', 'cleo', 'dan', 'dan.please', 'all-hands', 'my_name'].map((name) => [name, name]),
);
/** The members that a text mentions, and the room. */
const called = (body: string) => {
  const mentions = parseMentions(body);
  const people = resolveMentions(mentions, MEMBERS);
  return [...people, ...(mentions.room ? ['@room'] : []), ...(mentions.here ? ['@here'] : [])].join(' ');
};

describe('a text mentions', () => {
  test.each([
    ['@ada look at this', 'ada'],
    ['thank you, @Ada!', 'ada'],
    ['(@ada) and @ben, @ada again', 'ada ben'],
    ['ask @ada.', 'ada'],
    ['@my_name', 'my_name'],
    ['[@ada] cc:@ben;@cleo', 'ada ben cleo'],
    ['**@ada** ~~@ben~~ ***@cleo***', 'ada ben cleo'],
    ['> @ada\n\n# @ben\n\n- @cleo', 'ada ben cleo'],
    ['| who |\n|---|\n| @ada |', 'ada'],
    ['/me greets @ada', 'ada'],
  ])('the members it names: %s', (body, names) => expect(called(body)).toBe(names));

  test.each([
    ['_@ada_', 'ada'],
    ['__@ada__', 'ada'],
    ['_hi @ada_', 'ada'],
    ['***_@ada_***', 'ada'],
    ['_@here_', '@here'],
    ['_@room_', '@room'],
    ['use ``` to open a block @ada', 'ada'],
    ['\\`@ada\\`', 'ada'],
    ['text ```\n@ada\n```', 'ada'],
    ['an ` unclosed tick @ada', 'ada'],
    ['`code`@ada', 'ada'],
  ])('what is drawn as words: %j', (body, names) => expect(called(body)).toBe(names));

  test.each([
    ['hi @_bea_ ok', '_bea_'],
    ['_@_bea__', '_bea_'],
    ['__hi @_bea___', '_bea_'],
    ['@_bea_ and @_bea_', '_bea_'],
    ['@ada_ and *@ben_*', 'ada ben'],
  ])('names with underscores before emphasis: %j', (body, names) => expect(called(body)).toBe(names));

  test.each([
    ['你好@ada，', 'ada'],
    ['こんにちは@ada', 'ada'],
    ['안녕@ada', 'ada'],
    ['สวัสดี@ada', 'ada'],
    ['@adaさん', 'ada'],
    ['＠ada', 'ada'],
    ['你好＠ada。', 'ada'],
  ])('after letters of scripts without blanks, and in full width: %j', (body, names) =>
    expect(called(body)).toBe(names),
  );

  test.each([
    ['Done.\n@ada.Please look', 'ada'],
    ['@ada.txt', 'ada'],
    ['@ada...', 'ada'],
    ['@ada--thanks', 'ada'],
    ['@zoe.', 'zoe.'],
    ['@zoe..', 'zoe.'],
    ['ask @zoe.', 'zoe.'],
    ['@dan.Please', 'dan.please'],
    ['@dan.Please and @dan', 'dan dan.please'],
    ['@ada-x', ''],
    ['@zoe', ''],
  ])('the longest name that a member has: %j', (body, names) => expect(called(body)).toBe(names));

  test.each(['@room please', '@everyone', '(@All)', '@channel', '@all.', '＠all'])('all members: %s', (body) =>
    expect(called(body)).toBe('@room'),
  );

  test.each(['is @here enough?', '(@Here)', '@here.'])('the members who are online: %s', (body) =>
    expect(called(body)).toBe('@here'),
  );

  test('a member whose name begins like that of all', () => expect(called('@all-hands')).toBe('all-hands'));
});

describe('a text mentions nobody', () => {
  test.each([
    '~~~\n@ada\n~~~',
    '    @ada',
    '\t@ada',
    '- x\n\n      @ada',
    '````\n```\n@ada\n```\n````',
    '`a\n@ada`',
    '``a ` @ada``',
    '`@ada`',
    '`@room`',
    '```\n@room\n```',
    '```\n@ada',
    '> ```\n> @ada\n> ```',
  ])('in code: %j', (body) => expect(called(body)).toBe(''));

  test.each([
    'ada@example.org',
    'https://example.com/?via=@ada',
    'https://x.example/#@ada',
    'https://example.org/@ada',
    '/a;@ada',
    '[x](https://e/?u=@ada)',
    '[@ada](https://e.example)',
    '[hi **@ada**](https://e.example)',
    '[https://bank.example/@ada](https://e.example)',
    '<https://e/?@ada>',
    '![@ada](https://e.example/a.png)',
    '![@ada](a.png)',
    '[@ada](/a)',
    'www.e.example/?@ada',
    'ssh://git:@ada/x',
    'npm i =@ada/pkg',
    'npm i @ada/pkg',
    '@ada@mastodon.social',
    '\\\\host\\@ada',
  ])('in addresses: %s', (body) => expect(called(body)).toBe(''));

  test.each([
    '@',
    '@@ada',
    'ä@ada',
    'me@all',
    'x_@ada',
    '\\@ada',
    '@adaä',
    '&#64;ada',
    'wait @... what',
    '@---',
    '@_',
    '@..@ada',
  ])('where the sign is part of something else: %s', (body) => expect(called(body)).toBe(''));
});

test('a text without a sign is not parsed', () => {
  const body = '*a_ '.repeat(4000);
  const started = performance.now();
  for (let time = 0; time < 1000; time++) parseMentions(body);
  expect(performance.now() - started).toBeLessThan(200);
});

test('each name is looked up once, and a text has no more of them than characters', () => {
  expect(namesToLookUp(parseMentions('@ada.Please @ada @Ada.please'))).toEqual(['ada.please', 'ada.', 'ada']);
  expect(namesToLookUp(parseMentions(`@${'a.'.repeat(2000)}`)).length).toBeLessThan(70);
});

test('more than one person is mentioned by five names', () =>
  expect(MASS_MENTIONS).toEqual(['room', 'everyone', 'all', 'channel', 'here']));
