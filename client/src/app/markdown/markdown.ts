import type { MarkedToken, Token, Tokens } from 'marked';
import { lexMarkdown } from './markdown-lexer.ts';
import { inlineNodes } from './inline-nodes.ts';
import type { BlockNode, ListItem } from './markdown-tree.ts';

const REMEMBERED = 400;
const remembered = new Map<string, readonly BlockNode[]>();

/** A message as a tree. Rows come and go as one scrolls: what was read lately is not read again. */
export function parseMarkdown(body: string): readonly BlockNode[] {
  const blocks = remembered.get(body) ?? read(body);
  remembered.delete(body);
  remembered.set(body, blocks);
  for (const oldest of remembered.keys()) {
    if (remembered.size <= REMEMBERED) break;
    remembered.delete(oldest);
  }
  return blocks;
}

function read(body: string): readonly BlockNode[] {
  try {
    return blocksOf(lexMarkdown(body));
  } catch {
    // Whatever the lexer cannot make sense of is still what somebody said.
    return [{ kind: 'paragraph', children: [{ kind: 'text', text: body }] }];
  }
}

function blocksOf(tokens: readonly Token[]): BlockNode[] {
  return tokens.flatMap((token) => blockOf(token as MarkedToken));
}

function blockOf(token: MarkedToken): BlockNode[] {
  switch (token.type) {
    case 'space':
    case 'checkbox':
      return [];
    case 'heading':
      return [{ kind: 'heading', level: token.depth, children: inlineNodes(token.tokens) }];
    case 'blockquote':
      return [{ kind: 'quote', children: blocksOf(token.tokens) }];
    case 'code':
      return [{ kind: 'code', language: languageOf(token.lang), text: token.text }];
    case 'list':
      return [{ kind: 'list', start: token.ordered ? Number(token.start) : null, items: token.items.map(listItemOf) }];
    case 'table':
      return [tableOf(token)];
    case 'hr':
      return [{ kind: 'rule' }];
    default:
      return [{ kind: 'paragraph', children: inlineNodes('tokens' in token ? (token.tokens ?? [token]) : [token]) }];
  }
}

function listItemOf(item: Tokens.ListItem): ListItem {
  return { done: item.task ? item.checked === true : null, children: blocksOf(item.tokens) };
}

function tableOf({ align, header, rows }: Tokens.Table): BlockNode {
  const cells = (row: readonly Tokens.TableCell[]) => row.map(({ tokens }) => inlineNodes(tokens));
  return { kind: 'table', align, head: cells(header), rows: rows.map(cells) };
}

/** The word after the fence: ```ts {1,3} is TypeScript. */
const languageOf = (info: string | undefined): string => /^[\w+#.-]{1,20}/.exec(info ?? '')?.[0].toLowerCase() ?? '';
