import type { BlockNode } from '@api/shared/markdown/markdown-tree.ts';
import { parseMarkdown } from '@api/shared/markdown/markdown.ts';

const MAX_CACHED_TREES = 400;
/** In the order of their last use. */
const cache = new Map<string, readonly BlockNode[]>();

/** The tree of a message. Recent trees are cached, as rows are drawn again while the list scrolls. */
export function markdownTree(body: string): readonly BlockNode[] {
  const blocks = cache.get(body) ?? parseMarkdown(body);
  cache.delete(body);
  cache.set(body, blocks);
  for (const oldest of cache.keys()) {
    if (cache.size <= MAX_CACHED_TREES) break;
    cache.delete(oldest);
  }
  return blocks;
}
