/** What releasing a held record button does: keep the recording, discard it, or leave it running without the finger. */
export type RecordingGesture = 'keep' | 'discard' | 'lock';

/** Distances that exceed the trembling of a hand. */
const DISCARD_PX = 80;
const LOCK_PX = 60;

/** @param x @param y pixels that the finger has moved since it touched the button */
export function recordingGesture(x: number, y: number): RecordingGesture {
  if (-y >= LOCK_PX && -y > Math.abs(x)) return 'lock';
  return Math.abs(x) >= DISCARD_PX ? 'discard' : 'keep';
}
