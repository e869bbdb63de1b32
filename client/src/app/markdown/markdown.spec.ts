import { describe, expect, it } from 'vitest';
import { parseMarkdown } from './markdown.ts';
import type { BlockNode, InlineNode } from './markdown-tree.ts';

/** A tree as a single line of text. */
const line = (nodes: readonly InlineNode[]): string => nodes.map(inlineText).join('');
const inlineText = (node: InlineNode): string => {
  if ('text' in node) return node.kind === 'text' ? node.text : `code(${node.text})`;
  if (node.kind === 'break') return '↵';
  return `${node.kind}${node.kind === 'link' ? `<${node.href}>` : ''}(${line(node.children)})`;
};
const blocksText = (blocks: readonly BlockNode[]): string[] => blocks.map(blockText);
const blockText = (block: BlockNode): string => {
  if (block.kind === 'rule') return 'rule';
  if (block.kind === 'code') return `code ${block.language}: ${block.text}`;
  if (block.kind === 'quote') return `quote[${blocksText(block.children).join(' ')}]`;
  if (block.kind === 'table')
    return `table[${[block.head, ...block.rows].map((row) => row.map(line).join('|')).join(' ')}]`;
  if (block.kind === 'list')
    return `list${block.start ?? ''}[${block.items.map((each) => `${each.done ?? ''}${blocksText(each.children).join(' ')}`).join(', ')}]`;
  return block.kind === 'heading' ? `h${block.level} ${line(block.children)}` : line(block.children);
};
const read = (body: string) => blocksText(parseMarkdown(body));

describe('Markdown', () => {
  it.each<[string, string[]]>([
    ['**a** _b_ ~~c~~ `d *e*`', ['strong(a) emphasis(b) strike(c) code(d *e*)']],
    ['***a** b*', ['emphasis(strong(a) b)']],
    ['a\nb\n\nc', ['a↵b', 'c']],
    ['# One\n### Three', ['h1 One', 'h3 Three']],
    ['> a\n> > b\n\nc', ['quote[a quote[b]]', 'c']],
    ['```ts {1}\nlet a = 1;\n\n  b\n```', ['code ts: let a = 1;\n\n  b']],
    ['```\nnever closed', ['code : never closed']],
    ['- a\n- b\n  1. c', ['list[a, b list1[c]]']],
    ['3. a\n4. b', ['list3[a, b]']],
    ['- [ ] a\n- [x] **b**\n- c', ['list[falsea, truestrong(b), c]']],
    ['a | b\n:-:|--\n`c` | [d](https://d.example)', ['table[a|b code(c)|link<https://d.example/>(d)]']],
    ['a\n\n---\nb', ['a', 'rule', 'b']],
    ['snake_case_name and 2*3*4', ['snake_case_name and 2emphasis(3)4']],
    ['\\*not\\* a&amp;b &lt;', ['*not* a&amp;b &lt;']],
    ['', []],
  ])('reads %j', (body, tree) => {
    expect(read(body)).toEqual(tree);
  });

  it.each([
    ['<b>no</b> <script>alert(1)</script>'],
    ['a <!-- seen --> b'],
    ['<img src=x onerror=alert(1)>'],
    ['[a]: /somewhere "seen"'],
  ])('shows %s as it was typed', (body) => {
    expect(read(body).join('')).toContain(body);
    expect(JSON.stringify(parseMarkdown(body))).not.toContain('html');
  });

  it.each([
    ['see https://example.org.', 'see link<https://example.org/>(https://example.org).'],
    ['(https://example.org/a_(b))', '(link<https://example.org/a_(b)>(https://example.org/a_(b)))'],
    ['https://example.org/a?b=c!', 'link<https://example.org/a?b=c>(https://example.org/a?b=c)!'],
    ['www.example.org', 'link<http://www.example.org/>(www.example.org)'],
    ['ada@example.org', 'link<mailto:ada@example.org>(ada@example.org)'],
    ['<https://example.org/x>', 'link<https://example.org/x>(https://example.org/x)'],
    ['[**a** b](https://example.org "title")', 'link<https://example.org/>(strong(a) b)'],
    ['![a cat](https://example.org/cat.png)', 'link<https://example.org/cat.png>(a cat)'],
    ['HTTP://EXAMPLE.COM', 'link<http://example.com/>(HTTP://EXAMPLE.COM)'],
  ])('finds the link in %s', (body, tree) => {
    expect(read(body)).toEqual([tree]);
  });

  it.each([
    '[a](javascript:alert(1))',
    '[a](data:text/html,x)',
    '![a](file:///etc/passwd)',
    '[a](/relative)',
    '[a](https://)',
    'ftp://example.org',
    'javascript:alert(1)',
    'example.org',
  ])('makes no link of %s', (body) => {
    expect(read(body)).toEqual([body]);
  });

  it('returns the cached tree for the same text', () => {
    expect(parseMarkdown('**same**')).toBe(parseMarkdown('**same**'));
  });

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
  it.each(much)('parses %j repeated up to the limit of a message', (what) => {
    const started = performance.now();
    const blocks = parseMarkdown(what.repeat(4000).slice(0, 4000));
    expect(performance.now() - started).toBeLessThan(2000);
    expect(depth(blocks)).toBeLessThan(40);
  });

  it('keeps content that is nested too deep as it was typed', () => {
    expect(JSON.stringify(read(`${'> '.repeat(30)}deep`))).toContain('> > > deep');
  });
});

function depth(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}
