import { replaceInPlainText, type Replacement } from '../markdown/plain-text.ts';

/** Characters next to which a code is part of something else, such as an address, a path, a time or a word. */
const ADJACENT = String.raw`[\p{L}\p{N}:/\\@=&#%$+-]`;
/** Consecutive codes, at least a single code. */
const RUN = new RegExp(`(?<!${ADJACENT}|\\p{L}\\p{M}+)(?::[a-z0-9_+-]{1,40}:)+(?!${ADJACENT})`, 'giu');
const CODE = /:([a-z0-9_+-]{1,40}):/gi;
/** Whether a text holds anything that may be a short code. */
export const hasShortCodes = (text: string): boolean => text.search(RUN) >= 0;

/**
 * Replaces `:tada:` by 🎉 where it is plain text: not in code or a link, and not next to a letter, a digit or a
 * character of addresses.
 * @param before the text before an edit: codes that it held stay
 */
export function replaceShortCodes(text: string, byCode: ReadonlyMap<string, string>, before = ''): string {
  const typed = typedSpan(text, before);
  const found = codesIn(text, byCode).filter(({ start, end }) => end > typed.start && start < typed.end);
  return replaceInPlainText(text, found);
}

function codesIn(text: string, byCode: ReadonlyMap<string, string>): Replacement[] {
  return [...text.matchAll(RUN)].flatMap(({ 0: run, index: from }) => {
    const codes = [...run.matchAll(CODE)].map(({ 0: written, 1: code = '', index }) => ({
      start: from + index,
      end: from + index + written.length,
      by: byCode.get(code.toLowerCase()) ?? '',
    }));
    return codes.every(({ by }) => by) ? codes : [];
  });
}

/** The range in which a text differs from its earlier version. */
function typedSpan(text: string, before: string): { start: number; end: number } {
  const shorter = Math.min(text.length, before.length);
  let start = 0;
  while (start < shorter && text[start] === before[start]) start++;
  let rest = 0;
  while (rest < shorter - start && text.at(-1 - rest) === before.at(-1 - rest)) rest++;
  return { start, end: text.length - rest };
}
