/** A text and what is selected in it. */
export interface SelectedText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The mark that a shortcut means: as in other editors. */
export function markForKeys({ key, ctrlKey, metaKey, shiftKey, altKey }: Keys): string | null {
  if (!(ctrlKey || metaKey) || altKey) return null;
  const marks: Record<string, string> = shiftKey ? { x: '~~', c: '`' } : { b: '**', i: '_', e: '`' };
  return marks[key.toLowerCase()] ?? null;
}

/** Puts the mark round what is selected, or takes it away where it stands already. Code of several lines gets a fence. */
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

/** Each line that is selected, wholly or in part, becomes a quote, or is none any more. */
export function toggleQuote({ text, start, end }: SelectedText): SelectedText {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lines = text.slice(from, end).split('\n');
  const isQuote = lines.every((line) => line.startsWith('> '));
  const changed = lines.map((line) => (isQuote ? line.slice(2) : `> ${line}`)).join('\n');
  return { text: text.slice(0, from) + changed + text.slice(end), start: from, end: from + changed.length };
}

/** The words of a link whose address is still to be written: the caret stands there. */
export function asLink({ text, start, end }: SelectedText): SelectedText {
  const words = `[${text.slice(start, end)}](`;
  const caret = start + words.length;
  return { text: `${text.slice(0, start)}${words})${text.slice(end)}`, start: caret, end: caret };
}

const ADDRESS = /^https?:\/\/\S+$/i;

/** An address that is pasted upon words becomes their link; null for whatever else is pasted. */
export function pasteAsLink({ text, start, end }: SelectedText, pasted: string): SelectedText | null {
  const words = text.slice(start, end);
  const address = pasted.trim();
  if (!words.trim() || words.includes('\n') || ADDRESS.test(words.trim()) || !ADDRESS.test(address)) return null;
  const link = `[${words.replace(/[[\]\\]/g, '\\$&')}](${address.replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'))})`;
  return { text: text.slice(0, start) + link + text.slice(end), start: start + link.length, end: start + link.length };
}

const ITEM = /^(\s*)(?:([-*+])(?: \[[ xX]\])?|(\d{1,9})([.)])|(>)) (.*)$/;

/** A new line in a list or a quote goes on with it, and one after an empty point ends it; null elsewhere. */
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

/** A fence of code that was begun is open here. */
export const isInFence = (before: string): boolean => (before.match(/^ {0,3}```/gm) ?? []).length % 2 === 1;
