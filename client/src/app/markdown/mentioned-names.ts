import type { MentionNode } from '@api/shared/markdown/markdown-tree.ts';

/** Who is mentioned: a person by the display name, or everybody by the word that was typed. */
export interface Mentioned {
  readonly name: string | null;
  /** Whether the reader is mentioned. */
  readonly own: boolean;
  /** Of the person; absent for everybody. */
  readonly id?: string;
}

/** Who a message mentions as the server has resolved it, by the typed name in lower case. */
export type MentionedNames = ReadonlyMap<string, Mentioned>;

/** How a written mention is drawn: `@ada.Please` is the mention `@ada` and the text `.Please`. */
export interface DrawnMention {
  readonly mention: string;
  /** What was typed, where a display name is drawn. */
  readonly typed: string | null;
  readonly own: boolean;
  readonly id: string | null;
  readonly rest: string;
}

/** The mention for which a node stands: the longest of its names that the message mentions; null when it mentions none of them. */
export function drawnMention({ text, names }: MentionNode, mentioned: MentionedNames): DrawnMention | null {
  const name = names.find((each) => mentioned.has(each));
  if (name === undefined) return null;
  const typed = text.slice(0, 1 + name.length);
  const person = mentioned.get(name);
  return {
    mention: person?.name ? `@${person.name}` : typed,
    typed: person?.name ? typed : null,
    own: person?.own ?? false,
    id: person?.id ?? null,
    rest: text.slice(typed.length),
  };
}
