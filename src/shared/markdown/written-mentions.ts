/** Scripts that put no blank between words: `你好@ada` mentions Ada, while `ben@ada` is the start of an e-mail address. */
const UNSPACED_SCRIPTS = [
  'Han',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Hangul',
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
  'Tibetan',
  'Javanese',
  'Yi',
]
  .map((script) => String.raw`\p{Script_Extensions=${script}}`)
  .join('');
/** A letter or digit of a word that ends at a blank. */
const WORD = String.raw`(?![${UNSPACED_SCRIPTS}])[\p{L}\p{N}]`;

/**
 * Source of a regular expression: the `@` of a mention, also in full width, is not in the middle of a word, so an e-mail
 * address is none. An underscore before it may open emphasis.
 */
export const MENTION_SIGN = String.raw`(?<!${WORD}_*|[.@＠/\\=-])[@＠]`;
const MENTION = new RegExp(`${MENTION_SIGN}([A-Za-z0-9_.-]+)`, 'gu');
/** What follows a name that is part of something else: a longer word, a package or path, an address such as `@ada@mastodon.example`. */
const PART_OF_MORE = new RegExp(String.raw`^(?:${WORD}|/[A-Za-z0-9]|@[A-Za-z0-9-]+\.[A-Za-z])`, 'u');
/** Where a run of visible characters before a mention begins. */
const RUN_START = new RegExp(String.raw`[\s,(\["'“”„«»（「『，。、：；！？${UNSPACED_SCRIPTS}]`, 'u');
const MIN_NAME_LENGTH = 2;
const MAX_NAME_LENGTH = 64;

/** Where a text mentions, and the names that may be meant, in lower case, the longest first. */
export interface WrittenMention {
  readonly index: number;
  readonly text: string;
  readonly names: readonly string[];
}

/** Whether a text can mention anybody at all: most do not, and need not be parsed. */
export const hasMentionSign = (text: string): boolean => text.includes('@') || text.includes('＠');

/** The mentions in a text that is neither code nor an address. */
export function writtenMentions(text: string): WrittenMention[] {
  if (!hasMentionSign(text)) return [];
  const path = new PathScan(text);
  return [...text.matchAll(MENTION)].flatMap(({ index, 0: found, 1: written = '' }) => {
    const end = index + found.length;
    if (path.holds(index) || PART_OF_MORE.test(text.slice(end, end + MAX_NAME_LENGTH))) return [];
    const names = possibleNames(written);
    return names.length > 0 ? [{ index, text: found, names }] : [];
  });
}

/**
 * The names that a written mention may stand for: `@ada.Please` is Ada before a new sentence, unless `ada.please` is a
 * name. Names without a letter or digit are none.
 */
function possibleNames(written: string): string[] {
  const bounded = written.slice(0, MAX_NAME_LENGTH + 1);
  const ends = new Set([written.length]);
  for (const { index, 0: signs } of bounded.matchAll(/\.+|-{2,}|[._-]+$/g))
    for (let end = index; end <= index + signs.length; end++) ends.add(end);
  return [...ends]
    .filter((end) => end >= MIN_NAME_LENGTH && end <= MAX_NAME_LENGTH)
    .sort((a, b) => b - a)
    .map((end) => written.slice(0, end).toLowerCase())
    .filter((name) => /[a-z0-9]/.test(name));
}

/** Finds out where a path or an address that is no link goes on: `ssh://git:@ada`. Reads the text once. */
class PathScan {
  private readonly text: string;
  private at = 0;
  private isInPath = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether the visible characters before a place belong to a path. To be asked from left to right. */
  holds(index: number): boolean {
    for (; this.at < index; this.at++) {
      const character = this.text.charAt(this.at);
      if (character === '/' || character === '\\') this.isInPath = true;
      else if (this.isInPath && RUN_START.test(character)) this.isInPath = false;
    }
    return this.isInPath;
  }
}
