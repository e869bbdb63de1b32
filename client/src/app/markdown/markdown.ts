import type { MarkedToken, Token, Tokens } from 'marked';
import { tokensOf } from './markdown-lexer.ts';
import { inlineOf } from './inline-nodes.ts';
import type { Block, Point } from './markdown-tree.ts';

const REMEMBERED = 400;
const remembered = new Map<string, readonly Block[]>();

/** A message as a tree. Rows come and go as one scrolls: what was read lately is not read again. */
export function markdownOf(body: string): readonly Block[] {
  const blocks = remembered.get(body) ?? read(body);
  remembered.delete(body);
  remembered.set(body, blocks);
  for (const oldest of remembered.keys()) {
    if (remembered.size <= REMEMBERED) break;
    remembered.delete(oldest);
  }
  return blocks;
}

function read(body: string): readonly Block[] {
  try {
    return blocksOf(tokensOf(body));
  } catch {
    // Whatever the lexer cannot make sense of is still what somebody said.
    return [{ kind: 'paragraph', children: [{ kind: 'text', text: body }] }];
  }
}

function blocksOf(tokens: readonly Token[]): Block[] {
  return tokens.flatMap((token) => blockOf(token as MarkedToken));
}

function blockOf(token: MarkedToken): Block[] {
  switch (token.type) {
    case 'space':
    case 'checkbox':
      return [];
    case 'heading':
      return [{ kind: 'heading', level: token.depth, children: inlineOf(token.tokens) }];
    case 'blockquote':
      return [{ kind: 'quote', children: blocksOf(token.tokens) }];
    case 'code':
      return [{ kind: 'code', language: languageOf(token.lang), text: token.text }];
    case 'list':
      return [{ kind: 'list', start: token.ordered ? Number(token.start) : null, points: token.items.map(pointOf) }];
    case 'table':
      return [tableOf(token)];
    case 'hr':
      return [{ kind: 'rule' }];
    default:
      return [{ kind: 'paragraph', children: inlineOf('tokens' in token ? (token.tokens ?? [token]) : [token]) }];
  }
}

function pointOf(item: Tokens.ListItem): Point {
  return { done: item.task ? item.checked === true : null, children: blocksOf(item.tokens) };
}

function tableOf({ align, header, rows }: Tokens.Table): Block {
  const cells = (row: readonly Tokens.TableCell[]) => row.map(({ tokens }) => inlineOf(tokens));
  return { kind: 'table', align, head: cells(header), rows: rows.map(cells) };
}

/** The word after the fence: ```ts {1,3} is TypeScript. */
const languageOf = (info: string | undefined): string => /^[\w+#.-]{1,20}/.exec(info ?? '')?.[0].toLowerCase() ?? '';
