/** A piece of a message: plain words, a link, or somebody called. Drawn as elements, so no text can ever become markup. */
export type BodyToken =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; text: string; own: boolean };

/** Who a message calls: names in lower case, and whether that is oneself. The server has decided who that is. */
export type Called = ReadonlyMap<string, boolean>;

/** What calls everybody, as the server reads it. */
export const EVERYBODY = ['room', 'here', 'everyone', 'all', 'channel'];

const LINK = /\bhttps?:\/\/[^\s<>"'`]+/giu;
/** As the server reads a call: not in the middle of a word, and not in code. */
const CALL = /(?<![\p{L}\p{N}_.@/-])@([A-Za-z0-9_.-]{2,64})/gu;
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?…]+$/u;
const CLOSERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

type Place = { at: number; token: BodyToken };

export function bodyTokens(body: string, called: Called = new Map()): BodyToken[] {
  const tokens: BodyToken[] = [];
  let from = 0;
  for (const { at, token } of [...linksIn(body), ...callsIn(body, called)].toSorted((a, b) => a.at - b.at)) {
    if (at < from) continue; // within a link
    if (at > from) tokens.push({ kind: 'text', text: body.slice(from, at) });
    tokens.push(token);
    from = at + token.text.length;
  }
  if (from < body.length) tokens.push({ kind: 'text', text: body.slice(from) });
  return tokens;
}

function linksIn(body: string): Place[] {
  return [...body.matchAll(LINK)].flatMap((match) => {
    const text = withoutTrailing(match[0]);
    const href = hrefOf(text);
    return href ? [{ at: match.index, token: { kind: 'link', text, href } as const }] : [];
  });
}

function callsIn(body: string, called: Called): Place[] {
  if (called.size === 0) return [];
  const code = [...body.matchAll(CODE)].map(({ index, 0: text }) => ({ from: index, to: index + text.length }));
  return [...body.matchAll(CALL)].flatMap(({ index: at, 1: written = '' }) => {
    if (code.some(({ from, to }) => from <= at && at < to)) return [];
    // "@ada." may be Ada at the end of a sentence, or somebody whose name ends in a dot.
    const name = [written, written.replace(/[.-]+$/, '')].find((each) => called.has(each.toLowerCase()));
    if (name === undefined) return [];
    const own = called.get(name.toLowerCase()) ?? false;
    return [{ at, token: { kind: 'mention', text: `@${name}`, own } as const }];
  });
}

/** Drops what belongs to the sentence: full stops, and a bracket that the address itself did not open. */
function withoutTrailing(found: string): string {
  const address = found.replace(TRAILING, '');
  const last = address.at(-1) ?? '';
  const opener = CLOSERS[last];
  const unopened = opener !== undefined && address.split(last).length > address.split(opener).length;
  if (unopened) return withoutTrailing(address.slice(0, -1));
  return address;
}

function hrefOf(address: string): string | null {
  const url = URL.parse(address);
  return url && url.hostname !== '' && ['http:', 'https:'].includes(url.protocol) ? url.href : null;
}
