/**
 * The index of the cell to which a key moves in a grid: -1 leaves the grid at the top, null is for any other key.
 * From outside (-1) only ArrowDown enters.
 */
export function nextCell(key: string, at: number, count: number, columns: number): number | null {
  if (count === 0) return null;
  const inside = (to: number) => Math.min(count - 1, to);
  if (at < 0) return key === 'ArrowDown' ? 0 : null;
  if (key === 'ArrowDown') return inside(at + columns);
  if (key === 'ArrowUp') return at < columns ? -1 : at - columns;
  if (key === 'ArrowRight') return inside(at + 1);
  if (key === 'ArrowLeft') return Math.max(0, at - 1);
  if (key === 'Home') return at - (at % columns);
  if (key === 'End') return inside(at - (at % columns) + columns - 1);
  return null;
}
