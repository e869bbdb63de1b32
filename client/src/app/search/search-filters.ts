/** The filters that are offered as chips. */
export type FilterName = 'from' | 'in' | 'has' | 'on';

const quoted = (value: string): string => (/\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value);
const written = (filter: FilterName): RegExp => new RegExp(`(?<!\\S)${filter}:(?:"([^"]*)"|(\\S*))`, 'iu');

/** The value of a filter in a query; null when it is not set. */
export function filterIn(query: string, filter: FilterName): string | null {
  const found = written(filter).exec(query);
  return found ? (found[1] ?? found[2] ?? null) : null;
}

/** The query with the filter set, or without it. Words that were typed stay; the field is ready for more of them. */
export function withFilter(query: string, filter: FilterName, value: string | null): string {
  const rest = query.replace(written(filter), '').replace(/\s+/g, ' ').trim();
  if (value === null) return rest;
  return [rest, `${filter}:${quoted(value)}`].filter(Boolean).join(' ') + ' ';
}
