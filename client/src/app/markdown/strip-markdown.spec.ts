import { expect, it } from 'vitest';
import { stripMarkdown } from './strip-markdown.ts';

it.each([
  ['It does: **17 minutes** now.', 'It does: 17 minutes now.'],
  ['*one*, _two_, __three__, ~~four~~ and `five`', 'one, two, three, four and five'],
  ['See [the plan](https://example.org/plan)!', 'See the plan!'],
  ['# Title\n\n> quoted\n\n- [x] done\n2. two', 'Title quoted done two'],
  ['```ts\nconst x = 1;\n```', 'const x = 1;'],
])('removes the Markdown of %j', (body, words) => {
  expect(stripMarkdown(body)).toBe(words);
});

it.each(['2 * 3 * 4', 'snake_case_name', 'a ** b', '¯\\_(ツ)_/¯', '-5 degrees', 'cut **in the mid', '100 % #1'])(
  'leaves %j as it is',
  (body) => {
    expect(stripMarkdown(body)).toBe(body);
  },
);

it('takes linear time for hostile input', () => {
  for (const piece of ['*', '**a', '_a', '[', '`', '~~'])
    expect(stripMarkdown(piece.repeat(8_000)).length).toBeLessThanOrEqual(400);
});
