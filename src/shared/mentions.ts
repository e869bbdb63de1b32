/** The mentions in a text: user names, all members of the room (`@room`), and the members who are online (`@here`). */
export interface Mentions {
  /** In lower case; the caller looks up which members have these names. */
  names: string[];
  room: boolean;
  here: boolean;
}

const ROOM_MENTIONS: readonly string[] = ['room', 'everyone', 'all', 'channel'];
const HERE_MENTION = 'here';
/** Names that mention more than one person; no user may be mentioned by them. */
export const MASS_MENTIONS: readonly string[] = [...ROOM_MENTIONS, HERE_MENTION];

/** Source of a regular expression: the `@` of a mention is not in the middle of a word, so an e-mail address is none. */
export const MENTION_SIGN = String.raw`(?<![\p{L}\p{N}_.@/-])@`;
/** A mention and, as its first group, the name as it is written. */
export const MENTION = new RegExp(`${MENTION_SIGN}([A-Za-z0-9_.-]{2,64})`, 'gu');
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;

/** The names that a written mention may stand for: "@ada." is Ada at the end of a sentence, or a name that ends in a dot. */
export function possibleNames(written: string): string[] {
  const bare = written.replace(/[.-]+$/, '');
  return bare === written ? [written] : [written, bare];
}

/** The mentions in a Markdown text; those in code do not count. */
export function parseMentions(body: string): Mentions {
  if (!body.includes('@')) return { names: [], room: false, here: false };
  const names = [...body.replace(CODE, ' ').matchAll(MENTION)].flatMap(([, name = '']) =>
    possibleNames(name.toLowerCase()),
  );
  return {
    names: [...new Set(names)].filter((name) => !MASS_MENTIONS.includes(name)),
    room: names.some((name) => ROOM_MENTIONS.includes(name)),
    here: names.includes(HERE_MENTION),
  };
}
