import type { Highlight } from '@api/search/search.dto.ts';

export interface Piece {
  text: string;
  found: boolean;
}

/** Further in than this, the beginning is left out so that what was found is seen. */
const LEAD = 120;

/** A body in pieces, those that were found marked: elements are made of them, so no text can ever become markup. */
export function highlighted(body: string, highlights: readonly Highlight[]): Piece[] {
  const sorted = highlights.toSorted((a, b) => a.start - b.start);
  const first = sorted[0]?.start ?? 0;
  let from = first > LEAD ? body.lastIndexOf(' ', first - LEAD / 2) + 1 : 0;
  const pieces: Piece[] = from > 0 ? [{ text: '… ', found: false }] : [];
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
