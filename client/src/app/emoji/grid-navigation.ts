/**
 * Where a key leads from a cell of a grid: its number, -1 for out at the top, null when the key means something else.
 * From outside (-1) only down leads in.
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
