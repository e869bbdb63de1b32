import { limits } from './limits.ts';
import { SPOILER_MARK } from './markdown/markdown-tree.ts';
import { parseMarkdown } from './markdown/markdown.ts';
import { plainText } from './markdown/plain-text.ts';

/** UTF-16 units of a body that are read: longer than any excerpt, also of a text that is full of addresses. */
const MAX_READ_LENGTH = 500;
/** A text without any of these holds no Markdown. */
const MARKS = /[\\`*_~[\]<>#|]|^[ \t]*(?:[-+]|\d+[.)])[ \t]|^(?: {4}|\t)|^ {0,3}-/m;
/** UTF-16 units that are looked at for the character at which an excerpt is cut. */
const MAX_CHARACTER_LENGTH = 64;
/** Of the length of an excerpt: a word that is longer than the rest is cut. */
const MIN_WORDS_RATIO = 0.6;

/** All words of a message without its Markdown, on one line. */
export const plainTextOf = (body: string): string =>
  MARKS.test(body) ? plainText(parseMarkdown(body)) : body.replace(/\s+/g, ' ').trim();

/** The start of a message's words without its Markdown, on one line; at most so many code points, and with "…" where it is cut. */
export function excerptOf(body: string, max: number = limits.excerpt): string {
  const compact = body.length > MAX_READ_LENGTH ? withoutLongBlanks(body) : body;
  // A spoiler that is cut would no longer be one.
  const start = compact.includes(SPOILER_MARK) ? compact : compact.slice(0, MAX_READ_LENGTH);
  return shortened(plainTextOf(start), max, compact.length > start.length);
}

/** As many blanks as mean something to Markdown: an excerpt shows a single one for any number. */
const withoutLongBlanks = (body: string): string =>
  body.replace(/[^\S\n]{9,}/g, ' '.repeat(8)).replace(/\n{4,}/g, '\n\n\n');

/** Cuts between words, or between characters as they are seen: no emoji and no letter loses a part of it. */
function shortened(text: string, max: number, goesOn: boolean): string {
  const characters = [...text.slice(0, max * 2 + 2)];
  if (characters.length <= max && !goesOn) return text;
  const limit = characters.slice(0, max - 1).join('').length;
  const cut = text.length <= limit ? text.length : wordBorder(text, characterBorder(text, limit), limit);
  return `${text.slice(0, cut).trimEnd()}…`;
}

function characterBorder(text: string, limit: number): number {
  if (typeof Intl.Segmenter !== 'function') return limit;
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(
    text.slice(0, limit + MAX_CHARACTER_LENGTH),
  );
  return segments.containing(limit)?.index || limit;
}

function wordBorder(text: string, border: number, limit: number): number {
  if (/\s/.test(text.charAt(border))) return border;
  const blank = text.lastIndexOf(' ', border);
  return blank > limit * MIN_WORDS_RATIO ? blank : border;
}
