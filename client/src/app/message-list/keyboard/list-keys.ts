/** The rows of a list that are on the screen, by index. */
export interface VisibleRange {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/**
 * The row that a key leads to: its index, `out` below the last row, null when the key does not move through the list.
 * Without a current row, up and down begin with the rows on the screen.
 */
export function rowAfter(
  key: string,
  here: number | null,
  { first, last, count }: VisibleRange,
): number | 'out' | null {
  if (count === 0) return null;
  const page = Math.max(1, last - first);
  const targets: Record<string, number> = {
    ArrowDown: here === null ? first : here + 1,
    ArrowUp: here === null ? last : here - 1,
    PageDown: (here ?? first) + page,
    PageUp: (here ?? last) - page,
    Home: 0,
    End: count - 1,
  };
  const target = targets[key];
  if (target === undefined) return null;
  if (key === 'ArrowDown' && target === count) return 'out';
  return Math.min(Math.max(target, 0), count - 1);
}

/** The indexes of the rows to draw, in order, including `row`. */
export function withRow(rows: number[], row: number | null): number[] {
  return row === null || rows.includes(row) ? rows : [...rows, row].sort((a, b) => a - b);
}
