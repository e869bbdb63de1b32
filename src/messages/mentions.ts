/** Who a text calls: names after an `@`, and everybody by `@room` or `@here`. */
export interface Called {
  /** In lower case; people or not, the room's members will tell. */
  names: string[];
  room: boolean;
}

const EVERYBODY = new Set(['room', 'here', 'everyone', 'all', 'channel']);
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
/** Not in the middle of a word: an e-mail address calls nobody. */
const CALL = /(?<![\p{L}\p{N}_.@/-])@([A-Za-z0-9_.-]{2,64})/gu;

/** The names in a Markdown text; what stands in code calls nobody. */
export function calledIn(body: string): Called {
  const names = [...body.replace(CODE, ' ').matchAll(CALL)].flatMap(([, name = '']) => {
    const key = name.toLowerCase();
    // "@ada." may be Ada at the end of a sentence, or somebody whose name ends in a dot.
    const bare = key.replace(/[.-]+$/, '');
    return bare === key ? [key] : [key, bare];
  });
  return {
    names: [...new Set(names)].filter((name) => !EVERYBODY.has(name)),
    room: names.some((name) => EVERYBODY.has(name)),
  };
}
