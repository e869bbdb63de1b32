/** A piece of a message: plain words or a link. Drawn as elements, so no text can ever become markup. */
export type BodyToken = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

const LINK = /\bhttps?:\/\/[^\s<>"'`]+/giu;
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?…]+$/u;
const CLOSERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

export function bodyTokens(body: string): BodyToken[] {
  const tokens: BodyToken[] = [];
  let from = 0;
  for (const match of body.matchAll(LINK)) {
    const address = withoutTrailing(match[0]);
    const href = hrefOf(address);
    if (!href) continue;
    if (match.index > from) tokens.push({ kind: 'text', text: body.slice(from, match.index) });
    tokens.push({ kind: 'link', text: address, href });
    from = match.index + address.length;
  }
  if (from < body.length) tokens.push({ kind: 'text', text: body.slice(from) });
  return tokens;
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
