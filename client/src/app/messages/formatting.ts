/** A text and what is selected in it. */
export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The mark that a shortcut means: as in other editors. */
export function markOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Keys): string | null {
  if (!(ctrlKey || metaKey) || altKey) return null;
  const marks: Record<string, string> = shiftKey ? { x: '~~', c: '`' } : { b: '**', i: '_', e: '`' };
  return marks[key.toLowerCase()] ?? null;
}

/** Puts the mark round what is selected, or takes it away where it stands already. Code of several lines gets a fence. */
export function marked({ text, start, end }: Selected, mark: string): Selected {
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
