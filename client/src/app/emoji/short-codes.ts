import type { MarkedToken, Token } from 'marked';
import { lexMarkdown } from '../markdown/markdown-lexer.ts';

/** What makes a code part of something else, such as an address, a path, a time or a word, when it touches it. */
const TOUCHES = String.raw`[\p{L}\p{N}:/\\@=&#%$+-]`;
/** One code or several without anything between them. */
const RUN = new RegExp(`(?<!${TOUCHES}|\\p{L}\\p{M}+)(?::[a-z0-9_+-]{1,40}:)+(?!${TOUCHES})`, 'giu');
const CODE = /:([a-z0-9_+-]{1,40}):/gi;
/** Stands for a code while the text is read; never a character of any text (Unicode: noncharacter). */
const MARK = '\uFDD0';
const MARKED = new RegExp(`:${MARK}(\\d+):`, 'g');

interface Found {
  readonly start: number;
  readonly end: number;
  readonly emoji: string;
}

/** Whether there is anything that may be the code of an emoji. */
export const hasShortCodes = (text: string): boolean => text.search(RUN) >= 0;

/**
 * The text with `:tada:` as 🎉 where it is drawn as plain words: neither in code nor in a link, nor touching a letter,
 * a digit or what addresses are made of.
 * @param before the words as they were: what was in them stays as it was
 */
export function replaceShortCodes(text: string, byCode: ReadonlyMap<string, string>, before = ''): string {
  if (text.includes(MARK)) return text;
  const typed = typedSpan(text, before);
  const found = codesIn(text, byCode).filter(({ start, end }) => end > typed.start && start < typed.end);
  if (found.length === 0) return text;
  const plain = inPlainWords(replaced(text, found, (_, index) => `:${MARK}${index}:`));
  return replaced(text, found, ({ start, end, emoji }, index) => (plain.has(index) ? emoji : text.slice(start, end)));
}

function codesIn(text: string, byCode: ReadonlyMap<string, string>): Found[] {
  return [...text.matchAll(RUN)].flatMap(({ 0: run, index: from }) => {
    const codes = [...run.matchAll(CODE)].map(({ 0: written, 1: code = '', index }) => ({
      start: from + index,
      end: from + index + written.length,
      emoji: byCode.get(code.toLowerCase()) ?? '',
    }));
    return codes.every(({ emoji }) => emoji) ? codes : [];
  });
}

/** Where a text differs from what it was. */
function typedSpan(text: string, before: string): { start: number; end: number } {
  const shorter = Math.min(text.length, before.length);
  let start = 0;
  while (start < shorter && text[start] === before[start]) start++;
  let rest = 0;
  while (rest < shorter - start && text.at(-1 - rest) === before.at(-1 - rest)) rest++;
  return { start, end: text.length - rest };
}

function replaced(text: string, found: readonly Found[], by: (found: Found, index: number) => string): string {
  let from = 0;
  const parts = found.map((each, index) => {
    const part = text.slice(from, each.start) + by(each, index);
    from = each.end;
    return part;
  });
  return parts.join('') + text.slice(from);
}

/** Which marks the client draws as words; the text is read as `markdownOf` reads it. */
function inPlainWords(marked: string): ReadonlySet<number> {
  try {
    return new Set(
      wordsOf(lexMarkdown(marked)).flatMap((words) => [...words.matchAll(MARKED)].map((at) => Number(at[1]))),
    );
  } catch {
    return new Set(); // What cannot be read stays as it was typed.
  }
}

function wordsOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((each) => {
    const token = each as MarkedToken;
    switch (token.type) {
      case 'code':
      case 'codespan':
      case 'link':
      case 'image':
        return [];
      case 'list':
        return token.items.flatMap((item) => wordsOf(item.tokens));
      case 'table':
        return [token.header, ...token.rows].flat().flatMap((cell) => wordsOf(cell.tokens));
      default:
        return 'tokens' in token && token.tokens ? wordsOf(token.tokens) : [token.raw];
    }
  });
}
