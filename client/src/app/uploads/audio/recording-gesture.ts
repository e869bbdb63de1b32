/** What letting go of a held button will do: keep what was recorded, throw it away, or let the recording go on. */
export type RecordingGesture = 'keep' | 'throw' | 'lock';

/** Pixels. A hand that speaks is not quite still. */
const DISCARD_PX = 80;
const LOCK_PX = 60;

/** @param x @param y how far the finger has slid since it came down */
export function recordingGesture(x: number, y: number): RecordingGesture {
  if (-y >= LOCK_PX && -y > Math.abs(x)) return 'lock';
  return Math.abs(x) >= DISCARD_PX ? 'throw' : 'keep';
}
