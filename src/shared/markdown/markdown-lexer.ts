import { Lexer, type Token, Tokenizer, type Tokens } from 'marked';
import { trimAddress } from './addresses.ts';
import { markHiddenEscapes } from './escapes.ts';
import { HIDDEN_ESCAPE, maskMentions } from './lexer-masks.ts';
import { SPOILER_MARK } from './markdown-tree.ts';
import { TextScan } from './text-scan.ts';

/** Content nested deeper stays as it was typed. */
const MAX_DEPTH = 8;
/**
 * UTF-16 units that may be searched in vain for the end of an emphasis or link, in one text; then the rest stays as it was
 * typed. Without it the search begins anew at each mark, so that its time grows with the square of the length.
 */
const MAX_VAIN_SEARCH_LENGTH = 400_000;

const ADDRESS = /^((?:https?|ftp):\/\/|www\.)[a-z0-9-][^\s<]*/i;
const SPOILER_START = /^\|\|[^\s|]/;
/** With its words: the next mark ends it, or nothing does. */
const SPOILER = /^\|\|((?:(?!\|\|).)*[^\s|])\|\|(?![\p{L}\p{N}|])/su;
/** A mark that begins no spoiler ends none either: what follows it belongs to no earlier one. */
const ESCAPED_SPOILER = `\\|${HIDDEN_ESCAPE}|`;
const BEHIND_WORD = /[\p{L}\p{N}]$/u;
/** RFC 5321, 4.5.3.1.1: a local part has at most 64 characters. */
const MAY_BE_EMAIL = /^(?:mailto:|xmpp:|[A-Za-z0-9._+-]{1,64}@)/;
/** Escapes and code spans, as the lexer looks for them to leave them out of emphasis; the length of the code is bounded. */
const ESCAPES_AND_CODE = /(`+)(?:[^`]|[^`][\s\S]{0,400}?[^`])\1(?!`)|`+|\\([\p{P}\p{S}])/gu;

/**
 * Markdown for chat messages. HTML is text, and reference definitions are not read. Backslashes stay unless they really
 * keep a mark from taking effect, since in a chat they belong to paths; a line of dashes is no heading of the words above
 * it. The depth of nesting and the time of searching are bounded, so that a hostile input neither overflows the stack nor
 * takes more than linear time.
 */
class ChatTokenizer extends Tokenizer {
  /** Of the text that is being read. */
  scan = new TextScan('');
  private depth = 0;
  private vainSearchLength = 0;

  override html(): undefined {}
  override tag(): undefined {}
  override def(): undefined {}
  override reflink(): undefined {}
  override lheading(): undefined {}

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.nested(() => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.nested(() => super.list(src));
  }

  override emStrong(src: string, masked: string, before?: string): Tokens.Em | Tokens.Strong | undefined {
    if (!mayOpen(src, before)) return undefined;
    return this.searched(src, '*_', () => this.nested(() => super.emStrong(src, masked, before)));
  }

  /** Also a spoiler, `||words||`: a deletion with another mark, for a tokenizer has no kind of its own for it. */
  override del(src: string, masked: string, before?: string): Tokens.Del | undefined {
    if (src.startsWith(SPOILER_MARK)) return this.spoiler(src, masked, before);
    return this.searched(src, '~', () => this.nested(() => super.del(src, masked, before)));
  }

  override link(src: string): Tokens.Link | Tokens.Image | undefined {
    return this.searched(src, '![', () => this.nested(() => super.link(src)));
  }

  override codespan(src: string): Tokens.Codespan | undefined {
    return this.searched(src, '`', () => super.codespan(src));
  }

  override escape(src: string): Tokens.Escape | undefined {
    const token = super.escape(src);
    if (!token) return undefined;
    const isHidden = src.charAt(token.raw.length) === HIDDEN_ESCAPE;
    return isHidden ? { ...token, raw: token.raw + HIDDEN_ESCAPE } : { ...token, text: token.raw };
  }

  /** A backslash at the end of a line goes on in the next one in a shell; it is shown. */
  override br(src: string): Tokens.Br | undefined {
    return src.startsWith('\\') ? undefined : super.br(src);
  }

  override url(src: string): Tokens.Link | undefined {
    const [written, protocol] = ADDRESS.exec(src) ?? [];
    if (written === undefined || protocol === undefined) return MAY_BE_EMAIL.test(src) ? super.url(src) : undefined;
    const raw = trimAddress(written);
    const href = protocol.toLowerCase() === 'www.' ? `http://${raw}` : raw;
    return { type: 'link', raw, text: raw, href, autolink: true, tokens: [{ type: 'text', raw, text: raw }] };
  }

  /** Character references such as `&#64;` stay as they were typed. */
  override inlineText(src: string): Tokens.Text {
    const raw = src.slice(0, this.scan.endOf(src));
    return { type: 'text', raw, text: raw, escaped: false };
  }

  /** Its marks stand beside a word: `a || b` and `a||b` are conditions in a programme. */
  private spoiler(src: string, masked: string, before = ''): Tokens.Del | undefined {
    if (!SPOILER_START.test(src) || BEHIND_WORD.test(before)) return undefined;
    return this.searched(src, '|', () => {
      const [, words] = SPOILER.exec(masked.slice(-src.length)) ?? [];
      if (words === undefined) return undefined;
      const text = src.slice(SPOILER_MARK.length, SPOILER_MARK.length + words.length);
      if (text.includes(ESCAPED_SPOILER)) return undefined;
      const raw = SPOILER_MARK + text + SPOILER_MARK;
      return this.nested(() => ({ type: 'del', raw, text, tokens: this.lexer.inlineTokens(text) }));
    });
  }

  private searched<T>(src: string, firsts: string, search: () => T | undefined): T | undefined {
    if (!firsts.includes(src.charAt(0)) || this.vainSearchLength > MAX_VAIN_SEARCH_LENGTH) return undefined;
    const token = search();
    if (!token) this.vainSearchLength += src.length;
    return token;
  }

  private nested<T>(read: () => T | undefined): T | undefined {
    if (this.depth >= MAX_DEPTH) return undefined;
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }
}

/** Whether a search for the end of an emphasis has a chance, so that those that have none do not count. */
const mayOpen = (src: string, before = ''): boolean =>
  /^(?:\*+[^\s*]|_+[^\s_])/.test(src) && !(src.startsWith('_') && /[\p{L}\p{N}]$/u.test(before));

/** Lexes a text with the marks of escapes that are not shown; see `markHiddenEscapes`. */
class ChatLexer extends Lexer {
  private readonly chat: ChatTokenizer;
  private isNested = false;

  constructor() {
    const chat = new ChatTokenizer();
    super({ gfm: true, breaks: true, tokenizer: chat });
    this.chat = chat;
    const { rules } = chat;
    // Reference definitions are not read, so nothing refers to them; to search for it takes long.
    const inline = { ...rules.inline, reflinkSearch: /(?!)/g, anyPunctuationOutsideCode: ESCAPES_AND_CODE };
    chat.rules = { ...rules, inline };
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (this.isNested) return this.read(src, tokens);
    this.isNested = true;
    try {
      return this.read(
        markHiddenEscapes(src, (plain) => this.read(plain)),
        tokens,
      );
    } finally {
      this.isNested = false;
    }
  }

  private read(src: string, tokens: Token[] = []): Token[] {
    const outer = this.chat.scan;
    this.chat.scan = new TextScan(src);
    try {
      return super.inlineTokens(src, tokens);
    } finally {
      this.chat.scan = outer;
    }
  }
}

/** The tokens of a message. Their texts are masked: see `unmask`. */
export const lexMarkdown = (body: string): Token[] => new ChatLexer().lex(maskMentions(body));
