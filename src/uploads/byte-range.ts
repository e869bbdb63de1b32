import { Problem } from '../common/problem.ts';

/** The first and the last byte. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * What a `Range` header asks for; undefined for the whole file.
 * @throws Problem `range_not_satisfiable` for several ranges, and for one that the file does not have
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined || !/^bytes=/i.test(header)) return undefined;
  const [, from = '', to = ''] = /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header) ?? [];
  if (!from && !to) throw new Problem('range_not_satisfiable');
  const start = from ? Number(from) : Math.max(0, size - Number(to));
  const end = from && to ? Math.min(Number(to), size - 1) : size - 1;
  if (start > end || start >= size) throw new Problem('range_not_satisfiable');
  return { start, end };
}
