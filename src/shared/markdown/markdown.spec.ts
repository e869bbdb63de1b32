import { describe, expect, test } from '@jest/globals';
import { parseMarkdown } from './markdown.ts';
import type { BlockNode, InlineNode, ListItem } from './markdown-tree.ts';

/** A tree in one line of text; a mention as the names that it may stand for, in braces. */
const line = (nodes: readonly InlineNode[]): string => nodes.map(inlineText).join('');
const inlineText = (node: InlineNode): string => {
  if (node.kind === 'mention') return `{${node.names.join(' ')}}`;
  if (node.kind === 'text') return node.text;
  if (node.kind === 'code') return `code(${node.text})`;
  if (node.kind === 'break') return '↵';
  return `${node.kind}${node.kind === 'link' ? `<${node.href}>` : ''}(${line(node.children)})`;
};
const blocksText = (blocks: readonly BlockNode[]): string[] => blocks.map(blockText);
const itemText = ({ done, marker, children }: ListItem): string =>
  [marker, done, ...blocksText(children)].filter((part) => part !== null).join(' ');
const blockText = (block: BlockNode): string => {
  switch (block.kind) {
    case 'rule':
      return 'rule';
    case 'code':
      return `code ${block.language}: ${block.text}`;
    case 'quote':
      return `quote[${blocksText(block.children).join(' ')}]`;
    case 'table':
      return `table[${[block.head, ...block.rows].map((row) => row.map(line).join('|')).join(' ')}]`;
    case 'list':
      return `list[${block.items.map(itemText).join(', ')}]`;
    case 'heading':
      return `h${block.level} ${line(block.children)}`;
    case 'paragraph':
      return line(block.children);
  }
};
const read = (body: string) => blocksText(parseMarkdown(body));

describe('Markdown', () => {
  test.each<[string, string[]]>([
    ['**a** _b_ ~~c~~ `d *e*`', ['strong(a) emphasis(b) strike(c) code(d *e*)']],
    ['***a** b*', ['emphasis(strong(a) b)']],
    ['*_a_* _*b*_ **_c_**', ['emphasis(emphasis(a)) emphasis(emphasis(b)) strong(emphasis(c))']],
    ['a\nb\n\nc', ['a↵b', 'c']],
    ['# One\n### Three', ['h1 One', 'h3 Three']],
    ['> a\n> > b\n\nc', ['quote[a quote[b]]', 'c']],
    ['```ts {1}\nlet a = 1;\n\n  b\n```', ['code ts: let a = 1;\n\n  b']],
    ['```\nnever closed', ['code : never closed']],
    ['- a\n- b\n  1. c', ['list[a, b list[1. c]]']],
    ['- [ ] a\n- [x] **b**\n- c', ['list[false a, true strong(b), c]']],
    ['a | b\n:-:|--\n`c` | [d](https://d.example)', ['table[a|b code(c)|link<https://d.example/>(d)]']],
    ['a\n\n---\nb', ['a', 'rule', 'b']],
    ['snake_case_name and 2*3*4', ['snake_case_name and 2emphasis(3)4']],
    ['a&amp;b &lt; &#64;ada', ['a&amp;b &lt; &#64;ada']],
    ['', []],
  ])('reads %j', (body, tree) => expect(read(body)).toEqual(tree));

  test.each<[string, string]>([
    ['it was ||the **butler**||!', 'it was spoiler(the strong(butler))!'],
    ['||a|| and (||b c||)', 'spoiler(a) and (spoiler(b c))'],
    ['||two\nlines||', 'spoiler(two↵lines)'],
    ['||@ada did||', 'spoiler({ada} did)'],
    ['||see https://e.example/a||', 'spoiler(see link<https://e.example/a>(https://e.example/a))'],
    ['**||a||**', 'strong(spoiler(a))'],
    ['# ||a||', 'h1 spoiler(a)'],
    ['| a | b |\n|---|---|\n| ||c|| | d |', 'table[a|b |]'],
    ['(a ||b) and ||c||', '(a ||b) and spoiler(c)'],
    ['a || b || c', 'a || b || c'],
    ['a||b||c and ||b||c', 'a||b||c and ||b||c'],
    ['|| a ||', '|| a ||'],
    ['||||', '||||'],
    ['||never closed', '||never closed'],
    ['if (x ||y && z)', 'if (x ||y && z)'],
    ['`||a||` ||`b||c`||', 'code(||a||) spoiler(code(b||c))'],
    ['||one\n\ntwo||', '||one two||'],
    ['\\||no spoiler\\||', '||no spoiler||'],
    ['(a ||b) and \\||c||', '(a ||b) and ||c||'],
  ])('reads the spoilers of %j', (body, tree) => expect(read(body).join(' ')).toBe(tree));

  test.each([
    ['<b>no</b> <script>alert(1)</script>'],
    ['a <!-- seen --> b'],
    ['<img src=x onerror=alert(1)>'],
    ['[a]: /somewhere "seen"'],
  ])('shows %s as it was typed', (body) => {
    expect(read(body).join('')).toContain(body);
    expect(JSON.stringify(parseMarkdown(body))).not.toContain('html');
  });

  test.each<[string, string[]]>([
    ['3. c\n1. a\n2. b', ['list[3. c, 1. a, 2. b]']],
    ['1986. A great year', ['list[1986. A great year]']],
    ['007) Bond\n999999999) more', ['list[007) Bond, 999999999) more]']],
  ])('keeps the numbers of %j as they were typed', (body, tree) => expect(read(body)).toEqual(tree));

  test.each<[string, string[]]>([
    ['Best regards\n--', ['Best regards↵--']],
    ['a\n-', ['a↵-']],
    ['Total\n===', ['Total↵===']],
    ['Name\n---\nAda', ['Name', 'rule', 'Ada']],
    ['> a\n--', ['quote[a↵--]']],
    ['- a\n--', ['list[a↵--]']],
  ])('makes no heading of the words above the line in %j', (body, tree) => expect(read(body)).toEqual(tree));

  describe('in time', () => {
    const much = [
      '[',
      '*',
      '`',
      '_a ',
      '*a',
      '> ',
      '>',
      '- ',
      '1. ',
      '[a](',
      '![',
      '<',
      '~~a',
      '**a *b ',
      '|',
      '(',
      'a.',
      '\\',
      '\t',
      'a\n',
    ];
    const quadratic = [
      '*a_ ',
      '_a*_ ',
      'a**b ',
      '\\*a_ ',
      '`a``b',
      '[a](b ',
      '_x@',
      'x@',
      '-@',
      '/-@',
      'www._',
      '\\```',
      'a@b.c',
      '@_a_ ',
      '~)',
      'a_~',
      '||a ',
      '||a|',
      '(||',
    ];
    test.each([...much, ...quadratic])('parses %j repeated to 16,000 characters', (what) => {
      const started = performance.now();
      const blocks = parseMarkdown(what.repeat(16_000).slice(0, 16_000));
      expect(performance.now() - started).toBeLessThan(1500);
      expect(depth(blocks)).toBeLessThan(40);
    });

    test('keeps content that is nested too deep as it was typed', () =>
      expect(JSON.stringify(read(`${'> '.repeat(30)}deep`))).toContain('> > > deep'));

    test('reads emphasis behind many words with underscores', () =>
      expect(read(`${'snake_case_word '.repeat(240)}**b**`).join('')).toMatch(/strong\(b\)$/));
  });
});

describe('a backslash', () => {
  test.each<[string, string]>([
    ['\\\\server\\share\\x', '\\\\server\\share\\x'],
    ['C:\\_tmp\\_x', 'C:\\_tmp\\_x'],
    ['C:\\_tmp\\_ C:\\*x\\*', 'C:\\_tmp\\_ C:\\*x\\*'],
    ['C:\\Users\\ada\\*.txt', 'C:\\Users\\ada\\*.txt'],
    ['C:\\Users\\*ada*', 'C:\\Users\\*ada*'],
    ['¯\\_(ツ)_/¯', '¯\\_(ツ)_/¯'],
    ['\\d+\\.\\d* \\(x\\)', '\\d+\\.\\d* \\(x\\)'],
    ['^\\*\\w+\\*$ a\\[0\\] \\[x\\]', '^\\*\\w+\\*$ a\\[0\\] \\[x\\]'],
    ['\\frac{a\\_1}{b} \\& \\% \\#channel', '\\frac{a\\_1}{b} \\& \\% \\#channel'],
    ['npm run x \\\n  --flag', 'npm run x \\↵--flag'],
    ['2\\*3\\*4', '2\\*3\\*4'],
  ])('is text in %j', (body, shown) => expect(read(body)).toEqual([shown]));

  test.each<[string, string]>([
    ['\\*not\\* \\*\\*bold\\*\\*', '*not* **bold**'],
    ['\\*not* and *not\\*', '*not* and *not*'],
    ['\\_not\\_ (\\_either\\_)', '_not_ (_either_)'],
    ['\\`no code\\` `code`', '`no code` code(code)'],
    ['\\~\\~not\\~\\~ \\~not\\~', '~~not~~ ~not~'],
    ['\\<https://x.example>', '<link<https://x.example/>(https://x.example)>'],
    ['\\# no heading', '# no heading'],
    ['1\\. no list', '1. no list'],
    ['\\- no list', '- no list'],
    ['\\> no quote', '> no quote'],
    ['\\--- no list', '\\--- no list'],
  ])('is left out where it keeps a mark from taking effect: %j', (body, shown) => expect(read(body)).toEqual([shown]));
});

describe('a link', () => {
  test.each([
    ['see https://example.org.', 'see link<https://example.org/>(https://example.org).'],
    ['(https://example.org/a_(b))', '(link<https://example.org/a_(b)>(https://example.org/a_(b)))'],
    ['https://example.org/a?b=c!', 'link<https://example.org/a?b=c>(https://example.org/a?b=c)!'],
    ['www.example.org', 'link<http://www.example.org/>(www.example.org)'],
    ['ada@example.org', 'link<mailto:ada@example.org>(ada@example.org)'],
    ['to a_b.c@example.org now', 'to link<mailto:a_b.c@example.org>(a_b.c@example.org) now'],
    ['<https://example.org/x>', 'link<https://example.org/x>(https://example.org/x)'],
    ['[**a** b](https://example.org "title")', 'link<https://example.org/>(strong(a) b)'],
    ['![a cat](https://example.org/cat.png)', 'link<https://example.org/cat.png>(a cat)'],
    ['HTTP://EXAMPLE.COM', 'link<http://example.com/>(HTTP://EXAMPLE.COM)'],
  ])('is found in %s', (body, tree) => expect(read(body)).toEqual([tree]));

  test.each([
    ['https://play.golang.org/p/vhIPYQjX8_', 'https://play.golang.org/p/vhIPYQjX8_'],
    ['https://youtu.be/abc_ and', 'https://youtu.be/abc_'],
    ['https://example.org/a_(b)_', 'https://example.org/a_(b)_'],
    ['see https://example.org/a(1', 'https://example.org/a(1'],
    ['(see https://example.org/a_)', 'https://example.org/a_'],
    ['"https://example.org/a_",', 'https://example.org/a_'],
    ['[https://example.org/a]', 'https://example.org/a'],
    ['https://example.org/a。', 'https://example.org/a'],
    ['https://example.org/:x:/r', 'https://example.org/:x:/r'],
  ])('ends where the address ends: %s', (body, href) => expect(read(body)[0]).toContain(`link<${href}>(${href})`));

  test.each([
    '[a](javascript:alert(1))',
    '[a](data:text/html,x)',
    '![a](file:///etc/passwd)',
    '[a](/relative)',
    '[a](https://)',
    'ftp://example.org',
    'javascript:alert(1)',
    'example.org',
    'https://bank.com@evil.example/',
    '[a](https://ada:secret@evil.example/)',
  ])('is not made of %s', (body) => expect(read(body)).toEqual([body]));

  test.each([
    ['https://bank.example', 'https://evil.example'],
    ['bank.example/login', 'https://evil.example/'],
    ['www.bank.example', 'https://bank.example.evil.example'],
    ['**https://bank.example**', 'https://evil.example/x'],
    ['Sign in at https://bank.example now', 'https://evil.example/'],
    ['ada@bank.example', 'mailto:ada@evil.example'],
    ['https://bank。example', 'https://evil.example/'],
    ['https://www.аррӏе.com', 'https://www.xn--80ak6aa92e.com/'],
  ])('whose words are %j and lead to %j shows where it leads', (words, href) => {
    const shown = new URL(href).href;
    expect(read(`[${words}](${href})`)[0]).toMatch(/^\[.*\]\(link<(.*)>\(\1\)\)$/);
    expect(read(`[${words}](${href})`)[0]).toContain(`](link<${shown}>(${shown}))`);
  });

  test.each([
    ['the plan', 'https://docs.example/plan'],
    ['https://www.bank.example/a', 'https://bank.example/b'],
    ['bank.example', 'https://bank.example/login'],
    ['README.md', 'https://github.com/x/y'],
    ['main.ts:12', 'https://github.com/x/y'],
    ['src/main.rs', 'https://github.com/x/y'],
    ['v2.4', 'https://github.com/x/y'],
    ['https://münchen.example', 'https://xn--mnchen-3ya.example/'],
  ])('whose words are %j may lead to %j', (words, href) =>
    expect(read(`[${words}](${href})`)).toEqual([`link<${href}>(${words})`]),
  );

  test.each([
    ['https://www.аррӏе.com', 'https://www.xn--80ak6aa92e.com'],
    ['www.pаypal.com/a', 'www.xn--pypal-4ve.com/a'],
    ['https://www.münchen.example/ä', 'https://www.münchen.example/ä'],
    ['https://www.почта.com', 'https://www.почта.com'],
  ])('to %s is shown as %s', (body, shown) => expect(read(body)[0]).toMatch(new RegExp(`\\(${shown}\\)$`)));

  test('names its address where its words do not', () => {
    const titles = (body: string) =>
      parseMarkdown(body).flatMap((block) =>
        block.kind === 'paragraph' ? block.children.flatMap((node) => (node.kind === 'link' ? [node.title] : [])) : [],
      );
    expect(titles('[a](https://example.org/x) https://example.org')).toEqual(['https://example.org/x', null]);
  });
});

function depth(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}
