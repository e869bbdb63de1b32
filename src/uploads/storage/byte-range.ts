import type { Request } from 'express';
import { Problem } from '../../common/problem.ts';

/** The first and the last byte. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The part of a file that the header `Range` requests; undefined for the whole file, also when several parts are asked for,
 * which a server may answer so (RFC 9110, 14.2).
 * @throws Problem `range_not_satisfiable` for a range outside the file
 */
export function byteRange(request: Request, size: number): ByteRange | undefined {
  const header = request.get('range') ?? '';
  if (!/^bytes=/i.test(header)) return undefined; // unknown units are ignored (RFC 9110, 14.2)
  const ranges = request.range(size);
  if (typeof ranges === 'object') return ranges.length === 1 ? ranges[0] : undefined;
  // The parser rejects a suffix longer than the file, which asks for all of it (RFC 9110, 14.1.2).
  if (ranges === -1 && size > 0 && /^bytes=\s*-\s*0*[1-9]\d*\s*$/i.test(header)) return { start: 0, end: size - 1 };
  throw new Problem('range_not_satisfiable');
}
