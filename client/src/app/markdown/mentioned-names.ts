import type { MentionNode } from '@api/shared/markdown/markdown-tree.ts';

/** The names that a message mentions, in lower case, as the server has resolved them; true for the reader's own. */
export type MentionedNames = ReadonlyMap<string, boolean>;

/** How a written mention is drawn: `@ada.Please` is the mention `@ada` and the text `.Please`. */
export interface DrawnMention {
  readonly mention: string;
  readonly own: boolean;
  readonly rest: string;
}

/** The mention for which a node stands: the longest of its names that the message mentions; null when it mentions none of them. */
export function drawnMention({ text, names }: MentionNode, mentioned: MentionedNames): DrawnMention | null {
  const name = names.find((each) => mentioned.has(each));
  if (name === undefined) return null;
  const end = 1 + name.length;
  return { mention: text.slice(0, end), own: mentioned.get(name) === true, rest: text.slice(end) };
}
