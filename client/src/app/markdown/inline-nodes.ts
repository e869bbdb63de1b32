import type { MarkedToken, Token } from 'marked';
import type { Inline } from './markdown-tree.ts';

const OPENED = ['http:', 'https:', 'mailto:'];

/** Where a link may lead, or null. */
export function hrefOf(address: string): string | null {
  const url = URL.parse(address);
  if (!url || !OPENED.includes(url.protocol)) return null;
  return url.protocol === 'mailto:' || url.hostname !== '' ? url.href : null;
}

export function inlineOf(tokens: readonly Token[]): Inline[] {
  return joined(tokens.flatMap((token) => oneOf(token as MarkedToken)));
}

function oneOf(token: MarkedToken): Inline[] {
  switch (token.type) {
    case 'strong':
      return [{ kind: 'strong', children: inlineOf(token.tokens) }];
    case 'em':
      return [{ kind: 'emphasis', children: inlineOf(token.tokens) }];
    case 'del':
      return [{ kind: 'strike', children: inlineOf(token.tokens) }];
    case 'codespan':
      return [{ kind: 'code', text: token.text }];
    case 'br':
      return [{ kind: 'break' }];
    case 'link':
      return linked(token.href, inlineOf(token.tokens), token.raw);
    case 'image':
      return linked(token.href, [{ kind: 'text', text: token.text || token.href }], token.raw);
    case 'escape':
      return [{ kind: 'text', text: token.text }];
    case 'checkbox':
      return []; // its point knows
    case 'text':
      return token.tokens ? inlineOf(token.tokens) : [{ kind: 'text', text: token.text }];
    default:
      return [{ kind: 'text', text: token.raw }];
  }
}

/** A link to somewhere one must not be sent stays as it was typed. */
function linked(address: string, children: readonly Inline[], raw: string): Inline[] {
  const href = hrefOf(address);
  return [href ? { kind: 'link', href, children } : { kind: 'text', text: raw }];
}

/** Text in one piece: the lexer cuts at every character that might have meant something. */
function joined(marks: readonly Inline[]): Inline[] {
  const result: Inline[] = [];
  for (const mark of marks) {
    const last = result.at(-1);
    if (mark.kind === 'text' && last?.kind === 'text')
      result[result.length - 1] = { kind: 'text', text: last.text + mark.text };
    else result.push(mark);
  }
  return result;
}
