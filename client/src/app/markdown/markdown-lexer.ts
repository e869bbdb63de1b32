import { Lexer, type Token, Tokenizer, type Tokens } from 'marked';

/** Deeper than this nobody reads; what stands there stays as it was typed. */
const DEEPEST = 8;

/**
 * Markdown as people write it in a chat: what looks like HTML is text, nothing is defined out of sight, and however
 * often something is nested, it neither freezes nor breaks.
 */
class ChatTokenizer extends Tokenizer {
  private depth = 0;

  override html(): undefined {}
  override tag(): undefined {}
  override def(): undefined {}

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.deeper(() => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.deeper(() => super.list(src));
  }

  override emStrong(src: string, masked: string, before?: string): Tokens.Em | Tokens.Strong | undefined {
    return this.deeper(() => super.emStrong(src, masked, before));
  }

  override del(src: string, masked: string, before?: string): Tokens.Del | undefined {
    return this.deeper(() => super.del(src, masked, before));
  }

  override link(src: string): Tokens.Link | Tokens.Image | undefined {
    return this.deeper(() => super.link(src));
  }

  private deeper<T>(read: () => T | undefined): T | undefined {
    if (this.depth >= DEEPEST) return undefined;
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }
}

export function lexMarkdown(body: string): Token[] {
  return new Lexer({ gfm: true, breaks: true, tokenizer: new ChatTokenizer() }).lex(body);
}
