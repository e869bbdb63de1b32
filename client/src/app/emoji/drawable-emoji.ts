/** Draws a text into a cell of its own, and compares cells. */
export interface GlyphPainter {
  /** In pixels. */
  widthOf(text: string): number;
  /** Of each text, whether it is drawn in colours of its own, and not as letters in the colour that is set. */
  haveOwnColours(texts: readonly string[]): readonly boolean[];
}

/** What every font of emoji has. */
const KNOWN = '😀';
/** What a font cannot join is drawn as several emoji, or as the letters of a flag side by side. */
const MAX_WIDTH_FACTOR = 1.5;

/**
 * Of these emoji, those that the fonts of this device draw as one picture. All of them where no font draws any in
 * colours, or where nothing can be measured.
 */
export function drawableEmoji(emoji: readonly string[], painter: GlyphPainter | null): ReadonlySet<string> {
  const maxWidth = (painter?.widthOf(KNOWN) ?? 0) * MAX_WIDTH_FACTOR;
  if (!painter || maxWidth === 0) return new Set(emoji);
  const joined = emoji.filter((each) => painter.widthOf(each) <= maxWidth);
  const [isKnownColoured, ...areColoured] = painter.haveOwnColours([KNOWN, ...joined]);
  return isKnownColoured ? new Set(joined.filter((_, index) => areColoured[index])) : new Set(emoji);
}

const FONT_PX = 16;
const CELL_PX = 28;
const COLUMN_COUNT = 32;

/** Paints on a canvas; null where there is none. */
export function canvasPainter(fontFamily: string): GlyphPainter | null {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  const setFont = () => {
    context.font = `${FONT_PX}px ${fontFamily}`;
    context.textBaseline = 'middle';
  };
  setFont();
  const paint = (texts: readonly string[], colour: string) => {
    const { canvas } = context;
    canvas.width = COLUMN_COUNT * CELL_PX;
    canvas.height = Math.ceil(texts.length / COLUMN_COUNT) * CELL_PX;
    setFont();
    context.fillStyle = colour;
    for (const [index, text] of texts.entries()) {
      const row = Math.floor(index / COLUMN_COUNT);
      context.fillText(text, (index % COLUMN_COUNT) * CELL_PX, (row + 0.5) * CELL_PX);
    }
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  return {
    widthOf: (text) => context.measureText(text).width,
    haveOwnColours: (texts) => {
      const [black, white] = [paint(texts, '#000'), paint(texts, '#fff')];
      return texts.map((_, index) => isPictureIn(index, black, white));
    },
  };
}

/** Whether a cell holds something, and the same in both paintings. */
function isPictureIn(index: number, black: Uint8ClampedArray, white: Uint8ClampedArray): boolean {
  const [left, top] = [(index % COLUMN_COUNT) * CELL_PX, Math.floor(index / COLUMN_COUNT) * CELL_PX];
  let isEmpty = true;
  for (let y = top; y < top + CELL_PX; y++) {
    const start = (y * COLUMN_COUNT * CELL_PX + left) * 4;
    for (let at = start; at < start + CELL_PX * 4; at++) {
      if (black[at] !== white[at]) return false;
      if (black[at]) isEmpty = false;
    }
  }
  return !isEmpty;
}
