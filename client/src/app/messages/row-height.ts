import type { TimelineRow } from './timeline-rows.ts';

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
  const perLine = Math.max(20, (width - 84) / 7.4);
  const body = (row?.message ?? row?.waiting)?.body ?? '';
  const lines = body.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0);
  const thread = row?.thread?.replyCount ? 34 : 0;
  return (
    lines * 22 + (row?.grouped ? 4 : 30) + (row?.day ? 44 : 0) + (row?.message?.reactions.length ? 32 : 0) + thread
  );
}
