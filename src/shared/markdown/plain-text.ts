import type { BlockNode, InlineNode, ListItem } from './markdown-tree.ts';

/** Stands for a spoiler: an excerpt has nothing to open it by. */
const HIDDEN_WORDS = '▒ spoiler';

/**
 * The words of a message without its marks, on one line: no pipes of tables, no fences, no addresses behind words, and no
 * words of a spoiler.
 */
export const plainText = (blocks: readonly BlockNode[]): string =>
  blocks.map(ofBlock).join(' ').replace(/\s+/g, ' ').trim();

function ofBlock(block: BlockNode): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return ofInline(block.children);
    case 'quote':
      return plainText(block.children);
    case 'code':
      return block.text;
    case 'list':
      return block.items.map(ofItem).join(' ');
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(ofInline).join(' ')).join(' ');
    case 'rule':
      return '';
  }
}

/** The number of an item is part of what is said: a year, a rank. */
const ofItem = ({ marker, children }: ListItem): string => `${marker ?? ''} ${plainText(children)}`;

const ofInline = (nodes: readonly InlineNode[]): string =>
  nodes
    .map((node) => {
      if (node.kind === 'break') return ' ';
      if (node.kind === 'spoiler') return HIDDEN_WORDS;
      return 'children' in node ? ofInline(node.children) : node.text;
    })
    .join('');
