const MAX_WIDTH_PX = 360;
const MAX_HEIGHT_PX = 300;
const TILE_PX = 148;
/** A smaller picture could hardly be seen or tapped. */
const MIN_SIDE_PX = 48;

export interface PictureSize {
  /** CSS pixels. */
  readonly width: number;
  /** Value of the CSS property `aspect-ratio`. */
  readonly ratio: string;
  /** Whether the picture is cropped, as its box has another aspect ratio. */
  readonly cut: boolean;
}

export const TILE_SIZE: PictureSize = { width: TILE_PX, ratio: '1', cut: true };

/** The box of a picture in the conversation: at most 360 × 300 pixels, and at least 48 on each side. */
export function pictureSize(width: number | null, height: number | null): PictureSize {
  if (!width || !height) return { width: MAX_WIDTH_PX, ratio: '4 / 3', cut: false };
  const scale = Math.min(1, MAX_WIDTH_PX / width, MAX_HEIGHT_PX / height);
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  if (width * scale >= MIN_SIDE_PX && height * scale >= MIN_SIDE_PX)
    return { width: wide, ratio: `${width} / ${height}`, cut: false };
  const isSmall = width < MIN_SIDE_PX && height < MIN_SIDE_PX;
  const box = { width: Math.max(MIN_SIDE_PX, wide), height: Math.max(MIN_SIDE_PX, high) };
  return { width: box.width, ratio: `${box.width} / ${box.height}`, cut: !isSmall };
}
