import type { MarkedToken, Token } from 'marked';
import { HIDDEN_ESCAPE } from './lexer-masks.ts';

/** A backslash with what it escapes, as the lexer pairs them. */
const ESCAPE = /\\[!-/:-@[-`{-~]/g;
/** Marks that take effect within a line. */
const INLINE_MARKS = '*_~`[]!<>|';
/** What an effective mark begins after. */
const WORD_START = /^$|[\s([{"'“„«*_~`\\]/;
/** At the start of a line, a mark that makes a block of it. */
const BLOCK_START = /^(?:#{1,6}(?:\s|$)|>|[-+*]\s+\S|([-*_])(?:[ \t]*\1){2,}[ \t]*$|`{3,}[^`]*$|~{3,})/;
const NUMBER_BEFORE = /^ {0,3}\d{1,9}$/;

interface Escape {
  /** Of the backslash. */
  readonly index: number;
  /** Of the mark, in the text without backslashes. */
  readonly plainIndex: number;
}

/**
 * Marks the escapes whose backslash is not shown: those without which a mark at the start of a word would take effect, in
 * `\*not bold\*` or `\# no heading`. All other backslashes are text: `C:\_tmp\_x`, `\\server\share`, `¯\_(ツ)_/¯`, `\d+\.\d*`.
 * @param lex reads a text within a line
 */
export function markHiddenEscapes(src: string, lex: (plain: string) => readonly Token[]): string {
  if (!src.includes('\\')) return src;
  const escapes = escapesIn(src);
  if (escapes.length === 0) return src;
  const plain = withoutBackslashes(src, escapes);
  const effective = new Set<number>();
  if (escapes.some(({ index }) => INLINE_MARKS.includes(src.charAt(index + 1))))
    collectDelimiters(lex(plain), 0, plain, effective);
  let marked = '';
  let from = 0;
  for (const { index, plainIndex } of escapes) {
    marked += src.slice(from, index + 2);
    if (effective.has(plainIndex) || beginsBlock(plain, plainIndex)) marked += HIDDEN_ESCAPE;
    from = index + 2;
  }
  return marked + src.slice(from);
}

/** A doubled backslash escapes nothing: shares of Windows begin with it. */
function escapesIn(src: string): Escape[] {
  const found: Escape[] = [];
  for (const { index, 0: escape } of src.matchAll(ESCAPE))
    if (escape !== '\\\\') found.push({ index, plainIndex: index - found.length });
  return found;
}

function withoutBackslashes(src: string, escapes: readonly Escape[]): string {
  let plain = '';
  let from = 0;
  for (const { index } of escapes) {
    plain += src.slice(from, index);
    from = index + 1;
  }
  return plain + src.slice(from);
}

function beginsBlock(plain: string, index: number): boolean {
  const start = plain.lastIndexOf('\n', index - 1) + 1;
  const before = plain.slice(start, index);
  const [rest = ''] = plain.slice(index, index + 400).split('\n', 1);
  if (before.trim() === '') return before.length <= 3 && BLOCK_START.test(rest);
  return NUMBER_BEFORE.test(before) && /^[.)]\s+\S/.test(rest);
}

/** Collects the positions of all delimiters whose opening one begins a word. */
function collectDelimiters(tokens: readonly Token[], start: number, plain: string, into: Set<number>): void {
  let at = start;
  for (const each of tokens) {
    const token = each as MarkedToken;
    const end = at + token.raw.length;
    const length = delimiterLength(token);
    if (length > 0 && WORD_START.test(plain.charAt(at - 1)))
      for (let offset = 0; offset < length; offset++) into.add(at + offset).add(end - 1 - offset);
    if (token.type === 'link' || token.type === 'image') addLabelEnd(token.raw, at, into);
    if ('tokens' in token && token.tokens) collectDelimiters(token.tokens, at + length, plain, into);
    at = end;
  }
}

function delimiterLength(token: MarkedToken): number {
  switch (token.type) {
    case 'em':
    case 'strong':
    case 'del':
      return (token.raw.length - token.text.length) / 2;
    case 'codespan':
      return /^`+/.exec(token.raw)?.[0].length ?? 0;
    case 'link':
      return /^[[<]/.test(token.raw) ? 1 : 0;
    case 'image':
      return 2;
    default:
      return 0;
  }
}

/** Of `](`, between the words of a link and its address. */
function addLabelEnd(raw: string, at: number, into: Set<number>): void {
  const end = raw.lastIndexOf('](');
  if (end > 0) into.add(at + end);
}
