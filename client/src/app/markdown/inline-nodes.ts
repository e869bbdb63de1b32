import type { MarkedToken, Token } from 'marked';
import type { InlineNode } from './markdown-tree.ts';

const ALLOWED_PROTOCOLS = ['http:', 'https:', 'mailto:'];

/** The normalized address of a link with an allowed protocol and a host, or null. */
export function safeHref(address: string): string | null {
  const url = URL.parse(address);
  if (!url || !ALLOWED_PROTOCOLS.includes(url.protocol)) return null;
  return url.protocol === 'mailto:' || url.hostname !== '' ? url.href : null;
}

export function inlineNodes(tokens: readonly Token[]): InlineNode[] {
  return mergeTexts(tokens.flatMap((token) => nodesOf(token as MarkedToken)));
}

function nodesOf(token: MarkedToken): InlineNode[] {
  switch (token.type) {
    case 'strong':
      return [{ kind: 'strong', children: inlineNodes(token.tokens) }];
    case 'em':
      return [{ kind: 'emphasis', children: inlineNodes(token.tokens) }];
    case 'del':
      return [{ kind: 'strike', children: inlineNodes(token.tokens) }];
    case 'codespan':
      return [{ kind: 'code', text: token.text }];
    case 'br':
      return [{ kind: 'break' }];
    case 'link':
      return linkOrText(token.href, inlineNodes(token.tokens), token.raw);
    case 'image':
      return linkOrText(token.href, [{ kind: 'text', text: token.text || token.href }], token.raw);
    case 'escape':
      return [{ kind: 'text', text: token.text }];
    case 'checkbox':
      return []; // the list item holds its state
    case 'text':
      return token.tokens ? inlineNodes(token.tokens) : [{ kind: 'text', text: token.text }];
    default:
      return [{ kind: 'text', text: token.raw }];
  }
}

/** A link with an address that is not allowed stays as it was typed. */
function linkOrText(address: string, children: readonly InlineNode[], raw: string): InlineNode[] {
  const href = safeHref(address);
  return [href ? { kind: 'link', href, children } : { kind: 'text', text: raw }];
}

/** Joins neighbouring texts: the lexer splits at every character that might begin a delimiter. */
function mergeTexts(nodes: readonly InlineNode[]): InlineNode[] {
  const result: InlineNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (node.kind === 'text' && last?.kind === 'text')
      result[result.length - 1] = { kind: 'text', text: last.text + node.text };
    else result.push(node);
  }
  return result;
}
