/** What letting go of a held button will do: keep what was recorded, throw it away, or let the recording go on. */
export type Slide = 'keep' | 'throw' | 'lock';

/** Pixels. A hand that speaks is not quite still. */
const AWAY = 80;
const UP = 60;

/** @param x @param y how far the finger has slid since it came down */
export function slideOf(x: number, y: number): Slide {
  if (-y >= UP && -y > Math.abs(x)) return 'lock';
  return Math.abs(x) >= AWAY ? 'throw' : 'keep';
}
