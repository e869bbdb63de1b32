/** Who a message calls: names in lower case, and whether that is oneself. The server has decided who that is. */
export type MentionedNames = ReadonlyMap<string, boolean>;

/** What calls everybody, as the server reads it. */
export const EVERYBODY = ['room', 'here', 'everyone', 'all', 'channel'];

/** Plain words, or somebody called. */
export interface Piece {
  readonly text: string;
  readonly call: 'own' | 'other' | null;
}

/** As the server reads a call: not in the middle of a word. */
const CALL = /(?<![\p{L}\p{N}_.@/-])@([A-Za-z0-9_.-]{2,64})/gu;

/** Words in pieces, the calls apart; together they are the words. */
export function piecesOf(text: string, called: MentionedNames): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { index, 0: found, 1: written = '' } of called.size > 0 ? text.matchAll(CALL) : []) {
    // "@ada." may be Ada at the end of a sentence, or somebody whose name ends in a dot.
    const name = [written, written.replace(/[.-]+$/, '')].find((each) => called.has(each.toLowerCase()));
    if (name === undefined) continue;
    if (index > from) pieces.push({ text: text.slice(from, index), call: null });
    pieces.push({ text: `@${name}`, call: called.get(name.toLowerCase()) ? 'own' : 'other' });
    from = index + found.length - (written.length - name.length);
  }
  if (from < text.length) pieces.push({ text: text.slice(from), call: null });
  return pieces;
}
