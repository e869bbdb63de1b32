import { IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { limits } from '../shared/limits.ts';
import { Problem } from './problem.ts';
import { textProblem } from './validation/text.ts';
import { isTimestamp } from './validation/timestamp.ts';
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
  return { items, next: rows.length > limit && last ? cursorOf(keys(last)) : null };
}

/** The `next` of a page that ends with a row of these keys. */
export const cursorOf = (keys: string[]): string => Buffer.from(JSON.stringify(keys), 'utf8').toString('base64url');

/** What a key of a cursor is: a name, an id, a time, a seq (`bigint`) or a place within a message (`integer`). */
export type CursorKey = 'text' | 'id' | 'time' | 'seq' | 'position';

const MAX_KEY_LENGTH = 500;
const MAX_POSITION = 2 ** 31 - 1;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isCount = (key: string, max: number) => /^(?:0|[1-9]\d{0,15})$/.test(key) && Number(key) <= max;

const isOfKind: Record<CursorKey, (key: string) => boolean> = {
  text: () => true,
  id: (key) => UUID.test(key),
  time: isTimestamp,
  seq: (key) => isCount(key, Number.MAX_SAFE_INTEGER),
  position: (key) => isCount(key, MAX_POSITION),
};

/**
 * The keys of the row after which a page starts, or `first` when there is no cursor.
 * @param kinds what each key is: PostgreSQL would refuse, or read differently, a key of another kind
 * @throws Problem `invalid_input` for anything that is not a `next` of such a list
 */
export function cursorKeys<Keys extends [string, ...string[]]>(
  cursor: string | undefined,
  kinds: { [Index in keyof Keys]: CursorKey },
  first: Keys,
): Keys {
  if (cursor === undefined) return first;
  const keys = parseCursor(cursor);
  const fits = (kind: CursorKey, index: number) => {
    const key = keys[index];
    return typeof key === 'string' && !textProblem(key, 0, MAX_KEY_LENGTH) && isOfKind[kind](key);
  };
  if (keys.length === kinds.length && kinds.every(fits)) return keys as Keys;
  throw new Problem('invalid_input', undefined, { cursor: ['is not a cursor of this list'] });
}

/** Empty for what is no list in JSON. */
function parseCursor(cursor: string): unknown[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(keys) ? keys : [];
  } catch {
    return [];
  }
}
