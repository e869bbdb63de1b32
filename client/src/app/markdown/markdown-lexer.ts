import { Lexer, type Token, Tokenizer, type Tokens } from 'marked';

/** Content nested deeper stays as it was typed. */
const MAX_DEPTH = 8;

/**
 * Markdown for chat messages: HTML is text, reference definitions are not read, and the depth of nesting is bounded,
 * so that a hostile input neither overflows the stack nor takes exponential time.
 */
class ChatTokenizer extends Tokenizer {
  private depth = 0;

  override html(): undefined {}
  override tag(): undefined {}
  override def(): undefined {}

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.nested(() => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.nested(() => super.list(src));
  }

  override emStrong(src: string, masked: string, before?: string): Tokens.Em | Tokens.Strong | undefined {
    return this.nested(() => super.emStrong(src, masked, before));
  }

  override del(src: string, masked: string, before?: string): Tokens.Del | undefined {
    return this.nested(() => super.del(src, masked, before));
  }

  override link(src: string): Tokens.Link | Tokens.Image | undefined {
    return this.nested(() => super.link(src));
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

export function lexMarkdown(body: string): Token[] {
  return new Lexer({ gfm: true, breaks: true, tokenizer: new ChatTokenizer() }).lex(body);
}
