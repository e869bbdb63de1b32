/** The font of a message in styles.scss. */
const FONT = "400 15px 'Inter Variable', system-ui, sans-serif";
const LETTER_SPACING_PX = -0.09;
/** The width of a letter where none can be measured. */
const AVERAGE_LETTER_PX = 7.4;
/** More words are measured anew. */
const MAX_WORDS = 20_000;

const widths = new Map<string, number>();
let context: CanvasRenderingContext2D | null | undefined;

/** How many lines a text has in a column of so many pixels, breaking between words, and within those too long for a line. */
export const wrappedLineCount = (text: string, width: number, widthOf = measuredWidth): number =>
  text.split('\n').reduce((sum, line) => sum + linesOf(line, width, widthOf), 0);

function linesOf(line: string, width: number, widthOf: (word: string) => number): number {
  let count = 1;
  let used = 0;
  const blank = widthOf(' ');
  // Blanks at the end of a line hang over its edge.
  for (const word of line.trimEnd().split(' ')) {
    const length = widthOf(word);
    const needed = used > 0 ? used + blank + length : length;
    if (needed <= width) {
      used = needed;
      continue;
    }
    const broken = Math.floor(length / width);
    count += broken + (used > 0 ? 1 : 0);
    used = length - broken * width;
  }
  return count;
}

/** Measured once for each word, and not before the font is there. */
function measuredWidth(word: string): number {
  const known = widths.get(word);
  if (known !== undefined) return known;
  if (context === undefined) context = canvas();
  const letters = word.length * (context ? LETTER_SPACING_PX : AVERAGE_LETTER_PX);
  const width = letters + (context?.measureText(word).width ?? 0);
  if (widths.size >= MAX_WORDS) widths.clear();
  if (document.fonts?.status === 'loaded') widths.set(word, width);
  return width;
}

function canvas(): CanvasRenderingContext2D | null {
  const found = document.createElement('canvas').getContext('2d');
  if (found) found.font = FONT;
  return found;
}
