import type { TimelineRow } from './timeline-rows.ts';

const LINE = 22;
/** In lines. */
const FOLDED_FROM = 24;
/** Of what is folded, in pixels, as message-row.scss has it. */
export const FOLDED_HEIGHT = 320;
const BUTTON = 32;

const guesses = new WeakMap<TimelineRow, { width: number; height: number }>();

/** A first guess of a row's height in pixels; all rows are asked for theirs whenever one joins. */
export function guessedHeight(row: TimelineRow | undefined, width: number): number {
  if (!row) return guess(row, width);
  const known = guesses.get(row);
  if (known?.width === width) return known.height;
  const height = guess(row, width);
  guesses.set(row, { width, height });
  return height;
}

/** The real one is measured once it is drawn. */
function guess(row: TimelineRow | undefined, width: number): number {
  const lines = linesIn(bodyOf(row), width);
  const words = lines > FOLDED_FROM ? FOLDED_HEIGHT + BUTTON : lines * LINE;
  const thread = row?.thread?.replyCount ? 34 : 0;
  return words + (row?.grouped ? 4 : 30) + (row?.day ? 44 : 0) + (row?.message?.reactions.length ? 32 : 0) + thread;
}

/** Too much to scroll by: so many lines, as far as one can tell before they are drawn. */
export const isLong = (row: TimelineRow, width: number): boolean => linesIn(bodyOf(row), width) > FOLDED_FROM;

const bodyOf = (row: TimelineRow | undefined) => (row?.message ?? row?.waiting)?.body ?? '';

function linesIn(body: string, width: number): number {
  const perLine = Math.max(20, (width - 84) / 7.4);
  return body.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0);
}
