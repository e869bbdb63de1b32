import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { limits } from './limits.ts';

/** What every list accepts. */
export class PageQuery {
  /** Rows in the answer. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(limits.pageSize)
  limit?: number = 50;

  /** The `next` of the page before; opaque. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

/** What every list answers. `next` is null on the last page. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Cuts the one row too many that tells whether there is a next page. */
export function page<T>(rows: T[], limit: number, cursorOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor(cursorOf(last)) : null };
}

export const encodeCursor = (value: string) => Buffer.from(value, 'utf8').toString('base64url');
export const decodeCursor = (cursor: string) => Buffer.from(cursor, 'base64url').toString('utf8');
