/** A square of a picture, in the picture's pixels. */
export interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The part of a picture that is visible through a square window.
 * @param zoom 1 shows the largest square, 4 a square of a quarter of its side
 * @param centre the centre of the window, as shares (0–1) of the picture's sides
 */
export function cropped({ width, height }: Size, zoom: number, centre: { x: number; y: number }): Square {
  const side = Math.min(width, height) / Math.max(1, zoom);
  const inside = (at: number, length: number) => Math.min(length - side, Math.max(0, at * length - side / 2));
  return { x: inside(centre.x, width), y: inside(centre.y, height), side };
}

/** The centre of the window after a drag by pixels of the screen. */
export function dragged(
  size: Size,
  zoom: number,
  centre: { x: number; y: number },
  by: { x: number; y: number },
  windowSide: number,
): { x: number; y: number } {
  const { x, y, side } = cropped(size, zoom, centre);
  const scale = side / windowSide;
  const moved = cropped(size, zoom, {
    x: (x + side / 2 - by.x * scale) / size.width,
    y: (y + side / 2 - by.y * scale) / size.height,
  });
  return { x: (moved.x + side / 2) / size.width, y: (moved.y + side / 2) / size.height };
}
