import type { MarkedToken, Token, Tokens } from 'marked';
import { pretendsAddress, safeUrl, shownAddress } from './addresses.ts';
import { unmask } from './lexer-masks.ts';
import { type InlineNode, SPOILER_MARK } from './markdown-tree.ts';
import { plainText } from './plain-text.ts';
import { writtenMentions } from './written-mentions.ts';

export function inlineNodes(tokens: readonly Token[]): InlineNode[] {
  return merged(tokens.flatMap((token) => nodesOf(token as MarkedToken))).flatMap((node) =>
    node.kind === 'text' && !node.literal ? withMentions(node.text) : [node],
  );
}

function nodesOf(token: MarkedToken): InlineNode[] {
  switch (token.type) {
    case 'strong':
      return [{ kind: 'strong', children: inlineNodes(token.tokens) }];
    case 'em':
      return [{ kind: 'emphasis', children: inlineNodes(token.tokens) }];
    case 'del':
      return [{ kind: token.raw.startsWith(SPOILER_MARK) ? 'spoiler' : 'strike', children: inlineNodes(token.tokens) }];
    case 'codespan':
      return [{ kind: 'code', text: unmask(token.text) }];
    case 'br':
      return [{ kind: 'break' }];
    case 'link':
    case 'image':
      return linkOrText(token);
    case 'escape':
      return [{ kind: 'text', text: unmask(token.text) }];
    case 'checkbox':
      return []; // the list item holds its state
    case 'text':
      return token.tokens ? inlineNodes(token.tokens) : [{ kind: 'text', text: unmask(token.text) }];
    default:
      return [{ kind: 'text', text: unmask(token.raw) }];
  }
}

/** A link with an address that is not allowed stays as it was typed. */
function linkOrText(token: Tokens.Link | Tokens.Image): InlineNode[] {
  const url = safeUrl(unmask(token.href));
  if (!url) return [literal(unmask(token.raw))];
  if (token.type === 'link' && token.autolink) {
    const text = shownAddress(unmask(token.text), url);
    return [{ kind: 'link', href: url.href, title: null, children: [{ kind: 'text', text }] }];
  }
  const children = wordsOf(token);
  return pretendsAddress(plainText([{ kind: 'paragraph', children }]), url)
    ? withTarget(children, url)
    : [{ kind: 'link', href: url.href, title: url.href, children }];
}

function wordsOf(token: Tokens.Link | Tokens.Image): readonly InlineNode[] {
  if (token.type === 'image') return [{ kind: 'text', text: unmask(token.text || token.href) }];
  return withoutMentions(inlineNodes(token.tokens));
}

/** Words that pretend to be another address are no link: the real address beside them is. */
function withTarget(words: readonly InlineNode[], { href }: URL): InlineNode[] {
  const target: InlineNode = { kind: 'link', href, title: null, children: [{ kind: 'text', text: href }] };
  const shown = words.map((word) => (word.kind === 'text' ? literal(word.text) : word));
  return [literal('['), ...shown, literal(']('), target, literal(')')];
}

const literal = (text: string): InlineNode => ({ kind: 'text', text, literal: true });

function withMentions(text: string): InlineNode[] {
  const nodes: InlineNode[] = [];
  let from = 0;
  for (const { index, text: written, names } of writtenMentions(text)) {
    if (index > from) nodes.push({ kind: 'text', text: text.slice(from, index) });
    nodes.push({ kind: 'mention', text: written, names });
    from = index + written.length;
  }
  if (from < text.length) nodes.push({ kind: 'text', text: text.slice(from) });
  return nodes;
}

/** The words of a link mention nobody. */
const withoutMentions = (nodes: readonly InlineNode[]): InlineNode[] =>
  nodes.map((node) => {
    if (node.kind === 'mention') return { kind: 'text', text: node.text };
    return 'children' in node ? { ...node, children: withoutMentions(node.children) } : node;
  });

/** Joins neighbouring texts: the lexer splits at every character that might begin a delimiter. */
function merged(nodes: readonly InlineNode[]): InlineNode[] {
  const result: InlineNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (node.kind === 'text' && last?.kind === 'text' && node.literal === last.literal)
      result[result.length - 1] = { ...last, text: last.text + node.text };
    else result.push(node);
  }
  return result;
}
