const WIDEST = 360;
const TALLEST = 300;
const TILE = 148;
/** Narrower, one could neither see nor touch it. */
const NARROWEST = 48;

export interface PictureSize {
  /** Pixels of the page. */
  readonly width: number;
  /** As CSS writes it. */
  readonly ratio: string;
  /** Its place has another shape: what does not fit is cut off. */
  readonly cut: boolean;
}

export const TILE_SIZE: PictureSize = { width: TILE, ratio: '1', cut: true };

/** The place of a picture in the conversation. No tower and no ribbon takes more than others, or too little to be found. */
export function pictureSize(width: number | null, height: number | null): PictureSize {
  if (!width || !height) return { width: WIDEST, ratio: '4 / 3', cut: false };
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  if (width * scale >= NARROWEST && height * scale >= NARROWEST)
    return { width: wide, ratio: `${width} / ${height}`, cut: false };
  const isSmall = width < NARROWEST && height < NARROWEST;
  const place = { width: Math.max(NARROWEST, wide), height: Math.max(NARROWEST, high) };
  return { width: place.width, ratio: `${place.width} / ${place.height}`, cut: !isSmall };
}
