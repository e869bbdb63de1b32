import { parseMarkdown } from '../../../shared/markdown/markdown.ts';
import { plainText } from '../../../shared/markdown/plain-text.ts';

const SPOILER = /(?<![\p{L}\p{N}|])\|\|(?=[^\s|])(?=(?:(?!\|\|)[\s\S])*[^\s|]\|\|(?![\p{L}\p{N}|]))/u;
/** What opens something within a line: a run of marks before a word, a link, a spoiler. */
const OPENERS = new RegExp(`${/[*_~`]+(?=[^\s*_~`])|\[(?=[^\]]*\]\()/.source}|${SPOILER.source}`, 'gu');
const MARKS = new RegExp(`${/[\\`*_~[\]]/.source}|${SPOILER.source}`, 'gu');
/** What makes another block of a line. */
const BLOCK_MARKS = /^([ \t]*)(#{1,6}(?=\s)|[-+>*](?=\s)|>|```+|~~~+)/gm;
const WORD_JOINER = '\u2060';
/** Ends the address within `(…)` of a link. */
const ENDS_ADDRESS = /[()\s<>\\]/g;
/** Longer texts, and those with more marks, are escaped without looking at the result: to read them again costs much. */
const MAX_VERIFIED = 2_000;
const MAX_VERIFIED_MARKS = 20;

const escaped = (text: string, marks: RegExp): string =>
  text.replace(marks, String.raw`\$&`).replace(BLOCK_MARKS, String.raw`$1\$2`);

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * A text as it is: it marks nothing up, leads nowhere behind words and mentions nobody. A backslash is shown where it has
 * nothing to undo, so no more is escaped than has to be.
 */
export function literal(text: string): string {
  const quiet = text.replace(/[@＠](?=\S)/g, `$&${WORD_JOINER}`);
  const all = escaped(quiet, MARKS);
  const marks = all.length - quiet.length;
  if (marks === 0 || marks > MAX_VERIFIED_MARKS || text.length > MAX_VERIFIED) return all;
  const shown = oneLine(quiet);
  const isAsItIs = (markdown: string) => plainText(parseMarkdown(markdown)) === shown;
  return [quiet, escaped(quiet, OPENERS)].find(isAsItIs) ?? all;
}

/** A link with a text as it is; without a label or an address, the other one. */
export function link(label: string, address: string | undefined): string {
  const text = within(literal(oneLine(label)));
  if (!address) return text;
  const target = address.replace(ENDS_ADDRESS, (sign) => encodeURIComponent(sign).replace(/[()]/g, percent));
  return text ? `[${text}](${target})` : target;
}

/** A label whose brackets are not pairs, or that ends one itself, would end the link. */
function within(label: string): string {
  let depth = 0;
  let isBroken = label.includes('](');
  for (const sign of label.match(/(?<!\\)[[\]]/g) ?? []) {
    depth += sign === '[' ? 1 : -1;
    isBroken ||= depth < 0;
  }
  return isBroken || depth !== 0 ? label.replace(/(?<!\\)[[\]]/g, String.raw`\$&`) : label;
}

const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;

export const bold = (markdown: string): string => (markdown ? `**${markdown}**` : '');

export const quoted = (markdown: string): string =>
  markdown
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');

/** The first line of a text, at most so many characters. */
export function firstLine(text: string, max = 200): string {
  const [line = ''] = text.trim().split('\n', 1);
  const characters = [...line.trim()];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : line.trim();
}

/** A code span, whatever backticks the text has. */
export function code(text: string): string {
  const line = oneLine(text);
  if (!line) return '';
  return line.includes('`') ? `\`\` ${line.replaceAll('``', '` `')} \`\`` : `\`${line}\``;
}
