import english from 'emojibase-data/en/compact.json';
import github from 'emojibase-data/en/shortcodes/github.json';
import slack from 'emojibase-data/en/shortcodes/iamcal.json';
import { describe, expect, it } from 'vitest';
import { buildEmojiList } from './emoji.ts';
import { hasShortCodes, replaceShortCodes } from './short-codes.ts';

const byCode = new Map(
  buildEmojiList(english, github, slack).flatMap(({ codes, emoji }) => codes.map((code) => [code, emoji] as const)),
);

describe('the codes of emoji', () => {
  it.each([
    ['yes :tada:!', 'yes 🎉!'],
    [':TADA::tada:', '🎉🎉'],
    ['(:tada:) **:tada:** _:tada:_ ~~:tada:~~ ":tada:"', '(🎉) **🎉** _🎉_ ~~🎉~~ "🎉"'],
    ['- :tada:\n- [ ] :rocket: go', '- 🎉\n- [ ] 🚀 go'],
    ['> :tada:\n\n# :rocket:', '> 🎉\n\n# 🚀'],
    ['| a | b |\n|:-:|---|\n| :tada: | `:tada:` |', '| a | b |\n|:-:|---|\n| 🎉 | `:tada:` |'],
    ['`:tada:` and :tada:\n```\n:tada:\n```', '`:tada:` and 🎉\n```\n:tada:\n```'],
    ['🎉:tada: :white_check_mark: :+1:, :-1:.', '🎉🎉 ✅ 👍, 👎.'],
    ['https://example.org/:x:/ :tada:', 'https://example.org/:x:/ 🎉'],
    ['`:x:` :x: `:x:`', '`:x:` ❌ `:x:`'],
    ['<b>:tada:</b>', '<b>🎉</b>'],
  ])('become emoji where they are plain text: %j', (text, result) => {
    expect(replaceShortCodes(text, byCode)).toBe(result);
    expect(hasShortCodes(text)).toBe(true);
  });

  it.each([
    'at 10:30:15, :unknown:',
    ':unknown::tada:',
    'https://firma.sharepoint.com/:x:/r/sites/Team/Zahlen.xlsx',
    'https://firma.sharepoint.com/:b:/s/a https://firma.sharepoint.com/:v:/s/b https://f.sharepoint.com/:o:/g/c',
    'https://example.org/:x: and https://example.org/?a=:x:&b=:b:#:v:',
    'firma.sharepoint.com/:x:/r/sites and www.example.org/:b:/',
    '[Zahlen](https://firma.sharepoint.com/:x:/r/Zahlen.xlsx)',
    '[:tada:](https://example.org/) ![:tada:](https://example.org/a.png)',
    '[a](:x:) [a]( :x: "b")',
    '<https://firma.sharepoint.com/:x:/r/Zahlen.xlsx>',
    'ssh://git:x:y@example.org file:///:x:/ C:\\:x:\\',
    'root:x:0:0:root:/root:/bin/bash',
    'ac:de:48:00:11:22 and AC:DE:48:B:A:22',
    'fe80::a:b:1 ::a:b: 2001:db8::x:b:a',
    'crate::key::Value std::o::b Foo::X::Bar',
    'h:m:s 1:100:1 12:00:00 3:2:1',
    'a:x:b x:x: :x:x é:x: :x:é न:x: कि:x:',
    'user@:x: key=:x: :x:=1 #:x: 50%:x: $:x: +:x: -:x: :x:-',
    '~~~\n:tada:\n~~~',
    '```\n:tada:\n```',
    '````\n```\n:tada:\n```\n````',
    '```\n:tada: without an end',
    '    :tada:\n\n\t:tada:',
    '- a\n\n      :tada:',
    '> ```\n> :tada:\n> ```',
    '``a ` :tada:`` ```:tada:```',
    '`a\n:tada:`',
    '\\:tada:',
  ])('stay as they were typed elsewhere: %j', (text) => {
    expect(replaceShortCodes(text, byCode)).toBe(text);
  });

  it.each([
    ['see :x: there', 'see :x: there and :tada:', 'see :x: there and 🎉'],
    ['see :x: there', ':tada: see :x: there', '🎉 see :x: there'],
    ['`:x:`', '`:x:` :tada:', '`:x:` 🎉'],
    ['https://f.sharepoint.com/:x:/r', 'https://f.sharepoint.com/:x:/r :tada:', 'https://f.sharepoint.com/:x:/r 🎉'],
    [':x:', ':x:', ':x:'],
    [':x', ':x:', '❌'],
  ])('that stood in %j before stay when it becomes %j', (before, text, result) => {
    expect(replaceShortCodes(text, byCode, before)).toBe(result);
  });
});
