import type { Highlight } from '@api/search/search.dto.ts';

export interface HighlightPart {
  text: string;
  found: boolean;
}

/** Further in than this, the beginning is left out so that what was found is seen. */
const MAX_LEAD_CHARACTERS = 120;

/** A body in pieces, those that were found marked: elements are made of them, so no text can ever become markup. */
export function splitHighlights(body: string, highlights: readonly Highlight[]): HighlightPart[] {
  const sorted = highlights.toSorted((a, b) => a.start - b.start);
  const first = sorted[0]?.start ?? 0;
  let from = first > MAX_LEAD_CHARACTERS ? body.lastIndexOf(' ', first - MAX_LEAD_CHARACTERS / 2) + 1 : 0;
  const pieces: HighlightPart[] = from > 0 ? [{ text: '… ', found: false }] : [];
  for (const { start, end } of sorted) {
    const begin = Math.max(start, from);
    if (end <= begin) continue;
    if (begin > from) pieces.push({ text: body.slice(from, begin), found: false });
    pieces.push({ text: body.slice(begin, end), found: true });
    from = end;
  }
  if (from < body.length) pieces.push({ text: body.slice(from), found: false });
  return pieces;
}
