import { foldText } from './fold-text.ts';
import { parseMarkdown } from './markdown/markdown.ts';
import type { BlockNode, InlineNode } from './markdown/markdown-tree.ts';

/** Scripts that write no blanks between words: a keyword in them may stand within other letters. */
const WITHOUT_BLANKS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const NO_LETTER_BEFORE = '(?<![\\p{L}\\p{N}\\p{M}_])';
const NO_LETTER_AFTER = '(?![\\p{L}\\p{N}\\p{M}_])';

/**
 * Finds keywords in the words of a message: whole words, compared as by the search (`foldText`), and not in code.
 * @returns undefined where there is no keyword to find
 */
export function keywordFinder(keywords: readonly string[]): ((body: string) => boolean) | undefined {
  const wanted = keywords.map((keyword) => foldText(keyword.trim()).replace(/\s+/g, ' ')).filter(Boolean);
  if (!wanted.length) return undefined;
  const pattern = new RegExp(wanted.map(patternOf).join('|'), 'u');
  return (body) => pattern.test(foldText(wordsOf(body)));
}

function patternOf(keyword: string): string {
  const escaped = keyword.replace(/[\\^$.*+?()[\]{}|/-]/g, (sign) => `\\${sign}`);
  return WITHOUT_BLANKS.test(keyword) ? escaped : NO_LETTER_BEFORE + escaped + NO_LETTER_AFTER;
}

const wordsOf = (body: string): string => ofBlocks(parseMarkdown(body)).replace(/\s+/g, ' ');

const ofBlocks = (blocks: readonly BlockNode[]): string => blocks.map(ofBlock).join(' ');

function ofBlock(block: BlockNode): string {
  if (block.kind === 'list') return block.items.map(({ children }) => ofBlocks(children)).join(' ');
  if (block.kind === 'table') return [block.head, ...block.rows].map((row) => row.map(ofInline).join(' ')).join(' ');
  if (block.kind === 'quote') return ofBlocks(block.children);
  return 'children' in block ? ofInline(block.children) : '';
}

const ofInline = (nodes: readonly InlineNode[]): string =>
  nodes
    .map((node) => {
      if (node.kind === 'code' || node.kind === 'break') return ' ';
      return 'children' in node ? ofInline(node.children) : node.text;
    })
    .join('');
