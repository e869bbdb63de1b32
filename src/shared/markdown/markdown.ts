import type { MarkedToken, Token, Tokens } from 'marked';
import { inlineNodes } from './inline-nodes.ts';
import { unmask } from './lexer-masks.ts';
import { lexMarkdown } from './markdown-lexer.ts';
import type { BlockNode, ListItem } from './markdown-tree.ts';

/** Parses a message to a tree: the one reading of Markdown, from which the client draws and the server finds mentions. */
export function parseMarkdown(body: string): readonly BlockNode[] {
  try {
    return blocksOf(lexMarkdown(body));
  } catch {
    // A text on which the lexer fails is shown as it was typed.
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
      return [{ kind: 'code', language: languageOf(token.lang), text: unmask(token.text) }];
    case 'list':
      return [{ kind: 'list', ordered: token.ordered, items: token.items.map(listItemOf) }];
    case 'table':
      return [tableOf(token)];
    case 'hr':
      return [{ kind: 'rule' }];
    default:
      return [{ kind: 'paragraph', children: inlineNodes('tokens' in token ? (token.tokens ?? [token]) : [token]) }];
  }
}

function listItemOf(item: Tokens.ListItem): ListItem {
  return {
    done: item.task ? item.checked === true : null,
    marker: /^\s*(\d{1,9}[.)])/.exec(item.raw)?.[1] ?? null,
    children: blocksOf(item.tokens),
  };
}

function tableOf({ align, header, rows }: Tokens.Table): BlockNode {
  const cells = (row: readonly Tokens.TableCell[]) => row.map(({ tokens }) => inlineNodes(tokens));
  return { kind: 'table', align, head: cells(header), rows: rows.map(cells) };
}

/** The first word after the fence, in lower case: ```ts {1,3} is TypeScript. */
const languageOf = (info: string | undefined): string => /^[\w+#.-]{1,20}/.exec(info ?? '')?.[0].toLowerCase() ?? '';
