/** Who a text calls: names after an `@`, everybody by `@room`, and everybody who is there at that moment by `@here`. */
export interface Mentions {
  /** In lower case; people or not, the room's members will tell. */
  names: string[];
  room: boolean;
  here: boolean;
}

const EVERYBODY = new Set(['room', 'everyone', 'all', 'channel']);
const WHOEVER_IS_THERE = 'here';
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
/** Not in the middle of a word: an e-mail address calls nobody. */
const CALL = /(?<![\p{L}\p{N}_.@/-])@([A-Za-z0-9_.-]{2,64})/gu;

/** The names in a Markdown text; what stands in code calls nobody. */
export function parseMentions(body: string): Mentions {
  if (!body.includes('@')) return { names: [], room: false, here: false };
  const names = [...body.replace(CODE, ' ').matchAll(CALL)].flatMap(([, name = '']) => {
    const key = name.toLowerCase();
    // "@ada." may be Ada at the end of a sentence, or somebody whose name ends in a dot.
    const bare = key.replace(/[.-]+$/, '');
    return bare === key ? [key] : [key, bare];
  });
  return {
    names: [...new Set(names)].filter((name) => !EVERYBODY.has(name) && name !== WHOEVER_IS_THERE),
    room: names.some((name) => EVERYBODY.has(name)),
    here: names.includes(WHOEVER_IS_THERE),
  };
}
