const MAX_WIDTH_PX = 360;
const MAX_HEIGHT_PX = 300;
const TILE_PX = 148;
/** Narrower, one could neither see nor touch it. */
const MIN_SIDE_PX = 48;

export interface PictureSize {
  /** Pixels of the page. */
  readonly width: number;
  /** As CSS writes it. */
  readonly ratio: string;
  /** Its place has another shape: what does not fit is cut off. */
  readonly cut: boolean;
}

export const TILE_SIZE: PictureSize = { width: TILE_PX, ratio: '1', cut: true };

/** The place of a picture in the conversation. No tower and no ribbon takes more than others, or too little to be found. */
export function pictureSize(width: number | null, height: number | null): PictureSize {
  if (!width || !height) return { width: MAX_WIDTH_PX, ratio: '4 / 3', cut: false };
  const scale = Math.min(1, MAX_WIDTH_PX / width, MAX_HEIGHT_PX / height);
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  if (width * scale >= MIN_SIDE_PX && height * scale >= MIN_SIDE_PX)
    return { width: wide, ratio: `${width} / ${height}`, cut: false };
  const isSmall = width < MIN_SIDE_PX && height < MIN_SIDE_PX;
  const place = { width: Math.max(MIN_SIDE_PX, wide), height: Math.max(MIN_SIDE_PX, high) };
  return { width: place.width, ratio: `${place.width} / ${place.height}`, cut: !isSmall };
}
