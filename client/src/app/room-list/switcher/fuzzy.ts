import { foldText } from '@api/shared/fold-text.ts';

const WORD_START = /[\s\-_.,:;()/@#]/;

/**
 * How well a typed text matches a name: its letters in order, with a higher score for letters in a row and at word
 * starts. Null when a letter is missing. Case and accents do not matter.
 */
export function fuzzyScore(typed: string, name: string): number | null {
  const wanted = foldText(typed).replace(/\s+/g, '');
  const letters = foldText(name);
  if (!wanted) return 0;
  if (letters.startsWith(foldText(typed.trim()))) return 100 - letters.length / 100;
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    const found = nextIndex(letters, letter, at + 1);
    if (found < 0) return null;
    score += found === at + 1 ? 3 : isStart(letters, found) ? 2 : -Math.min(found - at, 10) / 5;
    at = found;
  }
  return score - letters.length / 100;
}

const isStart = (letters: string, at: number) => at === 0 || WORD_START.test(letters[at - 1] ?? '');

/** The index of the next match: at `from`, else at a word start, else anywhere. */
function nextIndex(letters: string, letter: string, from: number): number {
  const first = letters.indexOf(letter, from);
  for (let at = first; at >= 0; at = letters.indexOf(letter, at + 1))
    if (at === from || isStart(letters, at)) return at;
  return first;
}
