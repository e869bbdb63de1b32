import type { seededRandom } from './seeded-random.ts';

type SeededRandom = ReturnType<typeof seededRandom>;

/** Names of members in messages of `randomMessage`, in lower case, with their ids. */
export const MEMBERS: ReadonlyMap<string, string> = new Map(
  ['ada', 'ben', '_bea_', 'ada.please', 'zoe.', 'snake_case', 'x-y', 'cleo'].map((name) => [name, `id of ${name}`]),
);

const MENTIONS = [
  ...[...MEMBERS.keys()].map((name) => `@${name}`),
  ...[
    '@Ada',
    '＠ben',
    '@ada.',
    '@ada.Please',
    '@ada.txt',
    '@BEN_',
    '@bea',
    '@nobody',
    '@...',
    '@zoe',
    '@zoe..',
    '@cleo--yes',
  ],
  ...[
    '@ada/pkg',
    '=@ada/pkg',
    '@ada@mastodon.social',
    '@@ben',
    'x@ada',
    'ben@ada.example',
    '你好@ada，',
    'は@ben',
    'ä@cleo',
    '@adaä',
  ],
  ...[
    '@room',
    '@here',
    '@all.',
    '@all-hands',
    '@everyone',
    '@Channel',
    '\\@ada',
    'ssh://git:@ada/x',
    'a/b;@ben',
    '@52.5,13.4',
  ],
];
const MARKS = [
  '*',
  '**',
  '_',
  '__',
  '~~',
  '`',
  '``',
  '```',
  '~~~',
  '````',
  '\\',
  '\\\\',
  '[',
  ']',
  '](',
  ')',
  '(',
  '!',
  '<',
  '>',
  '|',
  '#',
];
const LINES = [
  '\n',
  '\n\n',
  '\n> ',
  '\n- ',
  '\n1. ',
  '\n    ',
  '\n\t',
  '\n```\n',
  '\n~~~\n',
  '\n````\n',
  '\n# ',
  '\n---\n',
  '\n--\n',
  '\n| a | b |\n|---|---|\n| ',
];
const WORDS = [
  'word',
  'snake_case_word',
  ' ',
  ' ',
  ' ',
  '.',
  ', ',
  ': ',
  'é',
  '漢字',
  '🎉',
  '&#64;ada',
  '\u0301',
  '1',
  '-',
];
const ADDRESSES = [
  'https://example.com/?via=@ada',
  'https://x.example/@ben_',
  'www.e.example/?@ada',
  '[x](https://e.example/?u=@ada)',
  '[@ada](https://e.example)',
  '![@ben](https://e.example/a.png)',
  '![@ben](x)',
  '[hi @cleo](/here)',
  '<https://e.example/?@ada>',
  '[https://bank.example](https://e.example/@ada)',
  'https://ada@ben.example/',
];
const KINDS = [MENTIONS, MENTIONS, MARKS, MARKS, LINES, WORDS, WORDS, ADDRESSES];

/** Markdown that mentions members, as no person would write it. */
export const randomMessage = (random: SeededRandom): string =>
  Array.from({ length: 1 + random.below(14) }, () => random.pick(random.pick(KINDS) ?? []) ?? '').join('');
