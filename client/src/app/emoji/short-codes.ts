import type { BlockNode, InlineNode } from '@api/shared/markdown/markdown-tree.ts';
import { parseMarkdown } from '@api/shared/markdown/markdown.ts';

/** Characters next to which a code is part of something else, such as an address, a path, a time or a word. */
const ADJACENT = String.raw`[\p{L}\p{N}:/\\@=&#%$+-]`;
/** Consecutive codes, at least a single code. */
const RUN = new RegExp(`(?<!${ADJACENT}|\\p{L}\\p{M}+)(?::[a-z0-9_+-]{1,40}:)+(?!${ADJACENT})`, 'giu');
const CODE = /:([a-z0-9_+-]{1,40}):/gi;
/** Replaces a code while the text is lexed; a noncharacter of Unicode, which no text holds. */
const PLACEHOLDER = '\uFDD0';
const PLACEHOLDERS = new RegExp(`:${PLACEHOLDER}(\\d+):`, 'g');

interface CodeMatch {
  readonly start: number;
  readonly end: number;
  readonly emoji: string;
}

/** Whether a text holds anything that may be a short code. */
export const hasShortCodes = (text: string): boolean => text.search(RUN) >= 0;

/**
 * Replaces `:tada:` by 🎉 where it is plain text: not in code or a link, and not next to a letter, a digit or a
 * character of addresses.
 * @param before the text before an edit: codes that it held stay
 */
export function replaceShortCodes(text: string, byCode: ReadonlyMap<string, string>, before = ''): string {
  if (text.includes(PLACEHOLDER)) return text;
  const typed = typedSpan(text, before);
  const found = codesIn(text, byCode).filter(({ start, end }) => end > typed.start && start < typed.end);
  if (found.length === 0) return text;
  const plain = inPlainText(replaced(text, found, (_, index) => `:${PLACEHOLDER}${index}:`));
  return replaced(text, found, ({ start, end, emoji }, index) => (plain.has(index) ? emoji : text.slice(start, end)));
}

function codesIn(text: string, byCode: ReadonlyMap<string, string>): CodeMatch[] {
  return [...text.matchAll(RUN)].flatMap(({ 0: run, index: from }) => {
    const codes = [...run.matchAll(CODE)].map(({ 0: written, 1: code = '', index }) => ({
      start: from + index,
      end: from + index + written.length,
      emoji: byCode.get(code.toLowerCase()) ?? '',
    }));
    return codes.every(({ emoji }) => emoji) ? codes : [];
  });
}

/** The range in which a text differs from its earlier version. */
function typedSpan(text: string, before: string): { start: number; end: number } {
  const shorter = Math.min(text.length, before.length);
  let start = 0;
  while (start < shorter && text[start] === before[start]) start++;
  let rest = 0;
  while (rest < shorter - start && text.at(-1 - rest) === before.at(-1 - rest)) rest++;
  return { start, end: text.length - rest };
}

function replaced(text: string, found: readonly CodeMatch[], by: (match: CodeMatch, index: number) => string): string {
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
