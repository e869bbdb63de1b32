/** What of a list is on the screen. */
export interface VisibleRange {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/**
 * Where a key leads in a list: the number of a row, `out` below the last one, null when the key means something else.
 * From outside, up and down begin with what is on the screen.
 */
export function rowAfter(
  key: string,
  here: number | null,
  { first, last, count }: VisibleRange,
): number | 'out' | null {
  if (count === 0) return null;
  const page = Math.max(1, last - first);
  const goals: Record<string, number> = {
    ArrowDown: here === null ? first : here + 1,
    ArrowUp: here === null ? last : here - 1,
    PageDown: (here ?? first) + page,
    PageUp: (here ?? last) - page,
    Home: 0,
    End: count - 1,
  };
  const goal = goals[key];
  if (goal === undefined) return null;
  if (key === 'ArrowDown' && goal === count) return 'out';
  return Math.min(Math.max(goal, 0), count - 1);
}

/** The rows to draw, in order, with one more that may be among them already. */
export function withRow(rows: number[], one: number | null): number[] {
  return one === null || rows.includes(one) ? rows : [...rows, one].sort((a, b) => a - b);
}
