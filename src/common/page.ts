import { IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { limits } from '../shared/limits.ts';
import { Problem } from './problem.ts';
import { textProblem } from './validation/text.ts';
import { WholeNumber } from './validation/validation.ts';

/** The parameters of every list. */
export class PageQuery {
  /** Maximum number of rows in the response. */
  @IsOptional()
  @WholeNumber()
  @Min(1)
  @Max(limits.pageSize)
  limit?: number = 50;

  /** The `next` of the previous page; opaque. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  cursor?: string;
}

/** The page of a list. `next` is null on the last page. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Removes the extra row that shows whether there is a next page. `keys` are the sort keys of the list. */
export function page<T>(rows: T[], limit: number, keys: (row: T) => string[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor(keys(last)) : null };
}

const encodeCursor = (keys: string[]) => Buffer.from(JSON.stringify(keys), 'utf8').toString('base64url');

/**
 * The keys of the row after which a page starts, or `first` when there is no cursor.
 * @throws Problem `invalid_input` for anything that is not a `next` of such a list
 */
export function cursorKeys<Keys extends [string, ...string[]]>(cursor: string | undefined, first: Keys): Keys {
  if (cursor === undefined) return first;
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(keys) && keys.length === first.length && keys.every((key) => !textProblem(key, 0, 500, false)))
      return keys as Keys;
  } catch {
    // Not JSON: rejected below, like everything else that is not a cursor.
  }
  throw new Problem('invalid_input', undefined, { cursor: ['is not a cursor of this list'] });
}
