import type { BlockNode, InlineNode } from '@api/shared/markdown/markdown-tree.ts';
import { parseMarkdown } from '@api/shared/markdown/markdown.ts';

/** Replaces a part while the text is lexed; a noncharacter of Unicode, which no text holds. */
const PLACEHOLDER = '\uFDD0';
const PLACEHOLDERS = new RegExp(`:${PLACEHOLDER}(\\d+):`, 'g');

/** A part of a text, and what takes its place. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** Replaces parts of a text where it is plain: neither code, nor a link, nor Markdown that stays as it was typed. */
export function replaceInPlainText(text: string, found: readonly Replacement[]): string {
  if (found.length === 0 || text.includes(PLACEHOLDER)) return text;
  const plain = inPlainText(replaced(text, found, (_, index) => `:${PLACEHOLDER}${index}:`));
  return replaced(text, found, ({ start, end, by }, index) => (plain.has(index) ? by : text.slice(start, end)));
}

function replaced(
  text: string,
  found: readonly Replacement[],
  by: (part: Replacement, index: number) => string,
): string {
  let from = 0;
  const parts = found.map((each, index) => {
    const part = text.slice(from, each.start) + by(each, index);
    from = each.end;
    return part;
  });
  return parts.join('') + text.slice(from);
}

/** The placeholders that are plain text in the message as it will be drawn. */
const inPlainText = (text: string): ReadonlySet<number> =>
  new Set(
    textsOf(parseMarkdown(text)).flatMap((plain) => [...plain.matchAll(PLACEHOLDERS)].map((at) => Number(at[1]))),
  );

function textsOf(blocks: readonly BlockNode[]): string[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
        return textsInLine(block.children);
      case 'quote':
        return textsOf(block.children);
      case 'list':
        return block.items.flatMap((item) => textsOf(item.children));
      case 'table':
        return [block.head, ...block.rows].flat().flatMap(textsInLine);
      case 'code':
      case 'rule':
        return [];
    }
  });
}

/** Neither the words of a link nor Markdown that stays as it was typed, such as a link without an address. */
const textsInLine = (nodes: readonly InlineNode[]): string[] =>
  nodes.flatMap((node) => {
    if (node.kind === 'text') return node.literal ? [] : [node.text];
    return 'children' in node && node.kind !== 'link' ? textsInLine(node.children) : [];
  });
