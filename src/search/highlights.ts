import type { Highlight } from './search.dto.ts';
import { foldText } from '../shared/fold-text.ts';

/** Where the terms occur in a body, regardless of accents and case. Overlapping ranges are merged. */
export function highlightsOf(body: string, terms: string[]): Highlight[] {
  // Folding may change lengths: for each UTF-16 unit of the folded text, the range of the original character.
  let folded = '';
  const origin: Highlight[] = [];
  let start = 0;
  for (const { segment } of new Intl.Segmenter().segment(body)) {
    const text = foldText(segment);
    for (let i = 0; i < text.length; i++) origin.push({ start, end: start + segment.length });
    folded += text;
    start += segment.length;
  }
  const found: Highlight[] = [];
  for (const term of terms.map(foldText))
    for (let at = folded.indexOf(term); at >= 0 && term; at = folded.indexOf(term, at + 1)) {
      const [first, last] = [origin[at], origin[at + term.length - 1]];
      if (first && last) found.push({ start: first.start, end: last.end });
    }
  return mergeOverlapping(found.sort((a, b) => a.start - b.start));
}

function mergeOverlapping(sorted: Highlight[]): Highlight[] {
  const result: Highlight[] = [];
  for (const next of sorted) {
    const last = result.at(-1);
    if (last && next.start <= last.end) last.end = Math.max(last.end, next.end);
    else result.push({ ...next });
  }
  return result;
}
