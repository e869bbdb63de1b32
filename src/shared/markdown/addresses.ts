/** Characters that end a sentence or a bracket rather than an address. An underscore may be the last of an identifier. */
const TRAILING = /[?!.,:;*~'">。，、！？；：」』】》）…”’]$/;
const ENTITY = /&[a-zA-Z0-9]+;$/;
const BRACKETS = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** An address as it stands in a text, without what belongs to the sentence around it; balanced brackets stay. */
export function trimAddress(written: string): string {
  let end = written.length;
  const balances = new Map([...BRACKETS.keys()].map((bracket) => [bracket, balanceOf(written, bracket)]));
  for (;;) {
    const last = written.charAt(end - 1);
    const tail = written.slice(Math.max(0, end - 32), end);
    const surplus = balances.get(last) ?? 0;
    if (TRAILING.test(tail)) end--;
    else if (surplus > 0) {
      balances.set(last, surplus - 1);
      end--;
    } else if (ENTITY.test(tail)) end -= ENTITY.exec(tail)?.[0].length ?? 1;
    else return written.slice(0, end);
  }
}

/** How many more closing than opening brackets a text holds. */
function balanceOf(text: string, closing: string): number {
  const opening = BRACKETS.get(closing);
  let balance = 0;
  for (const character of text) balance += character === closing ? 1 : character === opening ? -1 : 0;
  return balance;
}

const ALLOWED_PROTOCOLS = ['http:', 'https:', 'mailto:'];

/**
 * The address of a link with an allowed protocol and a host, or null. One with a user name in it is none: `https://bank.example@evil.example`
 * leads to where it does not seem to.
 */
export function safeUrl(address: string): URL | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (!ALLOWED_PROTOCOLS.includes(url.protocol) || url.username || url.password) return null;
  return url.protocol === 'mailto:' || url.hostname !== '' ? url : null;
}

/** The address of a link in words that pretend nothing: a host that mixes scripts, or imitates Latin letters, in its ASCII form. */
export function shownAddress(written: string, url: URL): string {
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#:]+)/iu.exec(written)?.[1] ?? '';
  return host && imitates(host) ? written.replace(host, () => url.hostname) : written;
}

const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Thai',
  'Hangul',
  'Georgian',
  'Cherokee',
].map((script) => new RegExp(String.raw`\p{Script=${script}}`, 'u'));
const EAST_ASIAN = /[\p{Script_Extensions=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}]/u;
/** Labels that hold nothing but letters of Cyrillic or Greek which look like Latin ones. */
const LATIN_LOOK = /^[аысԁеԍһіюјӏорԗԛѕԝхуъьґѵѡвгкмнтαβγεηικνορτυχωϲϳ0-9-]+$/u;

/** Whether a host may be taken for another one by its letters. */
const imitates = (host: string): boolean => {
  const labels = host.toLowerCase().split('.');
  const isAsciiDomain = /^[a-z0-9-]*$/.test(labels.at(-1) ?? '');
  return labels.some(
    (label) => /[^\x21-\x7e]/.test(label) && (mixesScripts(label) || (isAsciiDomain && LATIN_LOOK.test(label))),
  );
};

const mixesScripts = (label: string): boolean =>
  [...SCRIPTS, EAST_ASIAN].filter((script) => script.test(label)).length > 1;

/** File names that look like hosts, since countries own domains of the same letters; also with a line or an anchor. */
const FILE_NAME =
  /^[\p{L}\p{N}_-]+\.(?:md|rs|py|sh|pl|ps|cc|cs|zip|mov|so|ts|js|mjs|json|ya?ml|html?|css|txt|go|java|kt|rb|cpp|sql|pdf|docx?|xlsx?|pptx?|png|jpe?g|gif|svg|mp[34])(?:[:#][\w-]*)*$/iu;
const WITH_PROTOCOL = /(?:[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@?#]*@)?|www\.)([^\s/?#:@<>]+)/iu;
const BARE_HOST = /^(?:[^\s/@?#:]*@)?((?:[\p{L}\p{N}_-]+[.。])+\p{L}[\p{L}\p{N}-]+)(?=[/:?#]|$)/iu;

/** Whether the words of a link look like an address of another host than the one it leads to, or imitate one. */
export function pretendsAddress(words: string, url: URL): boolean {
  const host = hostInWords(words.trim());
  if (host === null) return false;
  const target = url.protocol === 'mailto:' ? url.pathname.replace(/^.*@/, '') : url.hostname;
  return imitates(host) || withoutWww(normalizedHost(host)) !== withoutWww(target.toLowerCase());
}

function hostInWords(words: string): string | null {
  const bare = /\s/.test(words) || FILE_NAME.test(words) ? null : BARE_HOST.exec(words);
  return WITH_PROTOCOL.exec(words)?.[1] ?? bare?.[1] ?? null;
}

function normalizedHost(host: string): string {
  const address = `https://${host}`;
  return URL.canParse(address) ? new URL(address).hostname : host;
}

const withoutWww = (host: string): string => host.replace(/^www\./, '');
