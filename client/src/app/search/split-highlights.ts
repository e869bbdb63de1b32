import type { Highlight } from '@api/search/search.dto.ts';

export interface HighlightPart {
  text: string;
  found: boolean;
}

/** When the first match is further in, the beginning is left out so that the match is visible. */
const MAX_LEAD_CHARACTERS = 120;

/** Splits a body into matching and other parts; they are drawn as elements, so that no text can become markup. */
export function splitHighlights(body: string, highlights: readonly Highlight[]): HighlightPart[] {
  const sorted = highlights.toSorted((a, b) => a.start - b.start);
  const first = sorted[0]?.start ?? 0;
  let from = first > MAX_LEAD_CHARACTERS ? body.lastIndexOf(' ', first - MAX_LEAD_CHARACTERS / 2) + 1 : 0;
  const parts: HighlightPart[] = from > 0 ? [{ text: '… ', found: false }] : [];
  for (const { start, end } of sorted) {
    const begin = Math.max(start, from);
    if (end <= begin) continue;
    if (begin > from) parts.push({ text: body.slice(from, begin), found: false });
    parts.push({ text: body.slice(begin, end), found: true });
    from = end;
  }
  if (from < body.length) parts.push({ text: body.slice(from), found: false });
  return parts;
}
