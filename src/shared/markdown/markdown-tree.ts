/** On both sides of words that are hidden until a reader asks for them. */
export const SPOILER_MARK = '||';

/** Content within a line: text, code, mentions and formatted text. */
export type InlineNode =
  | TextNode
  | { readonly kind: 'code'; readonly text: string }
  | MentionNode
  | { readonly kind: 'break' }
  | { readonly kind: 'strong' | 'emphasis' | 'strike' | 'spoiler'; readonly children: readonly InlineNode[] }
  | LinkNode;

export interface TextNode {
  readonly kind: 'text';
  readonly text: string;
  /** Markdown that stays as it was typed, such as a link without an address: nothing is read in it. */
  readonly literal?: true;
}

/** A written mention; whether a member has one of the names decides whether it is one. */
export interface MentionNode {
  readonly kind: 'mention';
  /** As it is written: sign and name, such as `@ada.Please`. */
  readonly text: string;
  /** The names that it may stand for, in lower case, the longest first; each is the start of what follows the sign. */
  readonly names: readonly string[];
}

export interface LinkNode {
  readonly kind: 'link';
  readonly href: string;
  /** The address, where the words are not the address themselves. */
  readonly title: string | null;
  readonly children: readonly InlineNode[];
}

/** An item of a list. */
export interface ListItem {
  /** Null unless it is a task. */
  readonly done: boolean | null;
  /** Of an ordered list, as it is written: `3.`, `007)`; null in a list of bullets. */
  readonly marker: string | null;
  readonly children: readonly BlockNode[];
}

export type Align = 'center' | 'left' | 'right' | null;

/** A block of a message. Drawn as elements, so that no input can become markup. */
export type BlockNode =
  | { readonly kind: 'paragraph'; readonly children: readonly InlineNode[] }
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly InlineNode[] }
  | { readonly kind: 'quote'; readonly children: readonly BlockNode[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly ListItem[] }
  | {
      readonly kind: 'table';
      readonly align: readonly Align[];
      readonly head: readonly (readonly InlineNode[])[];
      readonly rows: readonly (readonly (readonly InlineNode[])[])[];
    }
  | { readonly kind: 'rule' };
