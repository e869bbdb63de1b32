/**
 * Combining marks that are not compared: accents of Latin, Greek and Cyrillic, vowel signs of Hebrew and Arabic,
 * variation selectors; also joiners, soft hyphens and other characters of no width, and the Arabic stretch. In Hindi or
 * Thai a mark is a vowel, and in Japanese another letter: they stay.
 */
const NOT_COMPARED =
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u180b-\u180d\u180f\u1ab0-\u1ace\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+/g;

/** Letters with a stroke or hook, forms of a letter, and the quotes and dashes that programs put for those of ASCII. */
const LETTERS = 'łøđðħŧıŋɨƀɓɖɗƒɠƙƚɵƥʈʉʋƴƶςٱىيك‘’‚‛ʼ“”„‟‐‑‒–—―−';
const AS_COMPARED = "loddhtinibbddfgkloptuvyzσاییک'''''\"\"\"\"-------";
const COMPARED_AS = new Map([...LETTERS].map((letter, index) => [letter, AS_COMPARED[index] ?? letter]));
const LETTER = new RegExp(`[${LETTERS}]`, 'g');

const PAIRS: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th' };

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/**
 * The form in which texts are compared: without regard to case (also ß, final sigma, and i with and without its dot),
 * accents, vowel signs, width and ligatures. The function `folded` of the database does the same, step by step; a test
 * holds the two together.
 */
export function foldText(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(NOT_COMPARED, '')
    .toLowerCase()
    .replace(LETTER, (letter) => COMPARED_AS.get(letter) ?? letter)
    .replace(/[ßæœþ]/g, (letter) => PAIRS[letter] ?? letter)
    .normalize('NFC');
}
