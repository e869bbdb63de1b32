import type { Highlight } from '@api/search/search.dto.ts';
import { plainTextOf } from '@api/shared/excerpt.ts';

export interface HighlightPart {
  text: string;
  found: boolean;
}

/** When the first match is further in, the beginning is left out so that the match is visible. */
const MAX_LEAD_CHARACTERS = 120;

/** The text of a message without Markdown, and where the matches of its source stand in it; those in what is left out have none. */
export function highlightsInPlainText(
  body: string,
  highlights: readonly Highlight[],
): { text: string; highlights: Highlight[] } {
  const text = plainTextOf(body);
  let from = 0;
  const found = highlights
    .toSorted((a, b) => a.start - b.start)
    .flatMap(({ start, end }) => {
      const match = body.slice(start, end);
      const at = text.indexOf(match, from);
      if (at < 0) return [];
      from = at + match.length;
      return [{ start: at, end: from }];
    });
  return { text, highlights: found };
}

/** Splits a text into matching and other parts; they are drawn as elements, so that no text can become markup. */
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
