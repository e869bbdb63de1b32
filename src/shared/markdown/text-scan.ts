/** Where plain text may end: at a mark, a line break or an address. */
const TEXT_END = /[\\<![`*~_\n]|\|\||(?:https?|ftp):\/\/|(?<![^\s*_~(])www\.|(?<![a-z0-9])(?:mailto|xmpp):/gi;
/** Local parts of e-mail addresses have at most 64 characters: RFC 5321, 4.5.3.1.1. */
const EMAIL = /(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{1,64}@[\w-]+\.[\w.-]/g;

/** Finds where plain text ends within one text. What was found is kept, so that the text is read once, however many pieces it has. */
export class TextScan {
  private readonly source: string;
  private mark = -1;
  private email = -1;

  constructor(source: string) {
    this.source = source;
  }

  /** How many characters of the rest of the source are plain text; at least one. */
  endOf(rest: string): number {
    const start = this.source.length - rest.length;
    const from = start + firstLength(rest);
    if (this.mark < from) this.mark = next(TEXT_END, this.source, from);
    if (this.email < from) this.email = next(EMAIL, this.source, from);
    const end = Math.min(this.mark, this.email);
    return (this.source.charAt(end) === '\n' ? this.beforeBlanks(from, end) : end) - start;
  }

  /** Blanks before a line break belong to the break. */
  private beforeBlanks(from: number, end: number): number {
    let start = end;
    while (start > from && this.source.charAt(start - 1) === ' ') start--;
    return start;
  }
}

/** A mark that took no effect is text, with all of its kind behind it where they make one mark. */
function firstLength(rest: string): number {
  const first = rest.charAt(0);
  let length = 1;
  if (first === '`' || first === '~' || first === '|') while (rest.charAt(length) === first) length++;
  return length;
}

function next(pattern: RegExp, source: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(source)?.index ?? source.length;
}
