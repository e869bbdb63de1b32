/** A text and its selection. */
export interface SelectedText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The Markdown mark of a shortcut, as in other editors. */
export function markForKeys({ key, ctrlKey, metaKey, shiftKey, altKey }: Keys): string | null {
  if (!(ctrlKey || metaKey) || altKey) return null;
  const marks: Record<string, string> = shiftKey ? { x: '~~', c: '`' } : { b: '**', i: '_', e: '`' };
  return marks[key.toLowerCase()] ?? null;
}

/** Adds the mark around the selection, or removes it. Code of several lines gets a fence. */
export function toggleMark({ text, start, end }: SelectedText, mark: string): SelectedText {
  const inner = text.slice(start, end);
  const [open, close] = mark === '`' && inner.includes('\n') ? ['```\n', '\n```'] : [mark, mark];
  const before = text.slice(0, start);
  const after = text.slice(end);
  if (before.endsWith(open) && after.startsWith(close))
    return {
      text: before.slice(0, -open.length) + inner + after.slice(close.length),
      start: start - open.length,
      end: end - open.length,
    };
  return { text: before + open + inner + close + after, start: start + open.length, end: end + open.length };
}

/** Makes each selected line a quote, wholly or partly selected; removes the quote when all of them are quotes. */
export function toggleQuote({ text, start, end }: SelectedText): SelectedText {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lines = text.slice(from, end).split('\n');
  const isQuote = lines.every((line) => line.startsWith('> '));
  const changed = lines.map((line) => (isQuote ? line.slice(2) : `> ${line}`)).join('\n');
  return { text: text.slice(0, from) + changed + text.slice(end), start: from, end: from + changed.length };
}

/** Makes the selection a link, with the caret where its address is to be typed. */
export function asLink({ text, start, end }: SelectedText): SelectedText {
  const words = `[${text.slice(start, end)}](`;
  const caret = start + words.length;
  return { text: `${text.slice(0, start)}${words})${text.slice(end)}`, start: caret, end: caret };
}

const ADDRESS = /^https?:\/\/\S+$/i;

/** Makes the selection a link to a pasted address; null when anything else is pasted. */
export function pasteAsLink({ text, start, end }: SelectedText, pasted: string): SelectedText | null {
  const words = text.slice(start, end);
  const address = pasted.trim();
  if (!words.trim() || words.includes('\n') || ADDRESS.test(words.trim()) || !ADDRESS.test(address)) return null;
  const link = `[${words.replace(/[[\]\\]/g, '\\$&')}](${address.replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'))})`;
  return { text: text.slice(0, start) + link + text.slice(end), start: start + link.length, end: start + link.length };
}

const ITEM = /^(\s*)(?:([-*+])(?: \[[ xX]\])?|(\d{1,9})([.)])|(>)) (.*)$/;

/** Continues a list or quote on a new line, and ends it after an empty item; null elsewhere. */
export function continueList({ text, start, end }: SelectedText): SelectedText | null {
  if (start !== end || isInFence(text.slice(0, start))) return null;
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const item = ITEM.exec(text.slice(from, start));
  if (!item) return null;
  const [line, indent = '', bullet, number, dot = '', , words = ''] = item;
  const isTask = bullet !== undefined && /^\s*\S \[[ xX]\] /.test(line);
  const mark = number === undefined ? (bullet ?? '>') : `${Number(number) + 1}${dot}`;
  const next = words.trim() ? `\n${indent}${mark} ${isTask ? '[ ] ' : ''}` : '';
  const caret = next ? start + next.length : from;
  return { text: text.slice(0, next ? start : from) + next + text.slice(start), start: caret, end: caret };
}

/** Whether a code fence is open at the end of the text. */
export const isInFence = (before: string): boolean => (before.match(/^ {0,3}```/gm) ?? []).length % 2 === 1;
