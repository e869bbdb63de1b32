const HUES = [18, 45, 75, 110, 145, 170, 195, 225, 255, 285, 315, 345];

/** The first character of the first and the last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return picked
    .map((word) => firstCharacter(word ?? ''))
    .join('')
    .toLocaleUpperCase();
}

/** With these, white initials have a contrast of 4.5 or more on every hue. */
const SHADES = ['0.42 0.09', '0.54 0.11'];

/** The same person has the same colour everywhere and always: one of 24. */
export function colourOf(id: string): string {
  // Ids of the same hour begin alike: every bit has to count (FNV-1a, then mixed once more).
  let hash = 2166136261;
  for (const character of id) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  const shade = ((hash ^ (hash >>> 13)) >>> 0) % (HUES.length * SHADES.length);
  return `oklch(${SHADES[Math.floor(shade / HUES.length)] ?? ''} ${HUES[shade % HUES.length] ?? 0})`;
}

/** The characters as people count them: an emoji of four code points is a single character. */
function firstCharacter(word: string): string {
  if (typeof Intl.Segmenter !== 'function') return [...word][0] ?? '';
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segments.segment(word)[Symbol.iterator]().next().value?.segment ?? '';
}
