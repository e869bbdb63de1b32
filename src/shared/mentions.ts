import { parseMarkdown } from './markdown/markdown.ts';
import type { BlockNode, InlineNode, MentionNode } from './markdown/markdown-tree.ts';
import { hasMentionSign } from './markdown/written-mentions.ts';

/** The mentions in a text: user names, all members of the room (`@room`), and the members who are online (`@here`). */
export interface Mentions {
  /** For each written mention the names that it may stand for, in lower case, the longest first. */
  written: readonly (readonly string[])[];
  room: boolean;
  here: boolean;
}

/** Maximum number of people whom a message mentions by its groups. */
const MAX_EXPANDED_MENTIONS = 500;

export const NO_MENTIONS: Mentions = { written: [], room: false, here: false };

const ROOM_MENTIONS: readonly string[] = ['room', 'everyone', 'all', 'channel'];
const HERE_MENTION = 'here';
/** Names that mention more than one person; no user has one of them, also with signs behind it. */
export const MASS_MENTIONS: readonly string[] = [...ROOM_MENTIONS, HERE_MENTION];

/** The mentions in a Markdown text, as they are drawn: those in code and in links do not count. Costs nothing without an `@`. */
export function parseMentions(body: string): Mentions {
  if (!hasMentionSign(body)) return NO_MENTIONS;
  const written = mentionsIn(parseMarkdown(body)).map(({ names }) => names);
  const masses = written.flatMap((names) => massMentionAmong(names) ?? []);
  return {
    written: written.filter((names) => massMentionAmong(names) === null),
    room: masses.some((name) => ROOM_MENTIONS.includes(name)),
    here: masses.includes(HERE_MENTION),
  };
}

/** `@all.` is all at the end of a sentence; `@all-hands` and `@all.hands` are other names. */
function massMentionAmong(names: readonly string[]): string | null {
  const bare = names[0]?.replace(/[._-]+$/, '') ?? '';
  return MASS_MENTIONS.includes(bare) ? bare : null;
}

/** All names that have to be looked up to know who is mentioned. */
export const namesToLookUp = ({ written }: Mentions): string[] => [...new Set(written.flat())];

/** A group as a message mentions it. */
export interface MentionableGroup {
  id: string;
  handle: string;
  name: string;
  /** The people of the group who are in the room. */
  memberIds: readonly string[];
}

/** By handle, in lower case; null for a group that the author may not mention: its handle is text like any other. */
export type GroupsByHandle = ReadonlyMap<string, MentionableGroup | null>;

const NO_GROUPS: GroupsByHandle = new Map();

/**
 * The people mentioned, in order of their ids: each written mention stands for the longest of its names that a member or a
 * group has. People in several groups are mentioned once; beyond the bound no further group is expanded.
 */
export function resolveMentions(
  mentions: Mentions,
  idsByName: ReadonlyMap<string, string>,
  groups: GroupsByHandle = NO_GROUPS,
  authorId?: string,
): string[] {
  const ids = new Set(namesIn(mentions, idsByName, groups).flatMap((name) => idsByName.get(name) ?? []));
  for (const { memberIds } of resolveGroups(mentions, idsByName, groups)) {
    const others = memberIds.filter((id) => id !== authorId && !ids.has(id));
    if (ids.size + others.length <= MAX_EXPANDED_MENTIONS) for (const id of others) ids.add(id);
  }
  return [...ids].sort();
}

/** The groups mentioned, in the order of the text, each once. */
export function resolveGroups(
  mentions: Mentions,
  idsByName: ReadonlyMap<string, string>,
  groups: GroupsByHandle,
): MentionableGroup[] {
  if (groups.size === 0) return [];
  const found = namesIn(mentions, idsByName, groups).flatMap((name) =>
    idsByName.has(name) ? [] : (groups.get(name) ?? []),
  );
  return [...new Set(found)];
}

const namesIn = ({ written }: Mentions, idsByName: ReadonlyMap<string, string>, groups: GroupsByHandle): string[] =>
  written.flatMap((names) => names.find((each) => idsByName.has(each) || groups.has(each)) ?? []);

function mentionsIn(blocks: readonly BlockNode[]): MentionNode[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
        return mentionsInLine(block.children);
      case 'quote':
        return mentionsIn(block.children);
      case 'list':
        return block.items.flatMap((item) => mentionsIn(item.children));
      case 'table':
        return [block.head, ...block.rows].flat().flatMap(mentionsInLine);
      case 'code':
      case 'rule':
        return [];
    }
  });
}

const mentionsInLine = (nodes: readonly InlineNode[]): MentionNode[] =>
  nodes.flatMap((node) =>
    node.kind === 'mention' ? [node] : 'children' in node && node.kind !== 'link' ? mentionsInLine(node.children) : [],
  );
