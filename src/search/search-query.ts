import { foldText } from '../shared/fold-text.ts';
import { isTimestamp } from '../common/validation/timestamp.ts';
import { namedSpan, type TimeSpan } from './search-dates.ts';
import { HAS, IS, type NotUnderstood } from './search.dto.ts';
import type { SearchQuery } from './search.repository.ts';

const TOKEN = /(-?)(?:(from|in|has|file|before|after|on|is):)?(?:"([^"]*)"?|(\S+))/giu;

/** The names in a search, folded, before they are looked up. */
export interface AskedNames {
  from: string[];
  notFrom: string[];
  in: string[];
  notIn: string[];
}

export interface ParsedSearch {
  query: SearchQuery;
  names: AskedNames;
  notUnderstood: NotUnderstood[];
}

/** What a day in a search means to its reader. */
export interface ReaderClock {
  now: Date;
  /** An IANA name. */
  timeZone: string;
}

/** Parses a query. An unknown filter, as in "re:invent", counts as a word; the unknown value of a filter is named. */
export function parseSearch(text: string, clock: ReaderClock): ParsedSearch {
  const query: SearchQuery = { terms: [], not: [], has: [], notHas: [], file: [], notFile: [], is: [], notIs: [] };
  const parsed: ParsedSearch = { query, names: { from: [], notFrom: [], in: [], notIn: [] }, notUnderstood: [] };
  for (const [, minus, filter = '', phrase, word] of text.matchAll(TOKEN)) {
    const value = phrase ?? word ?? '';
    const name = filter.toLowerCase();
    if (value && isFilter(name)) {
      if (!applyFilter(parsed, name, value, minus === '-', clock)) parsed.notUnderstood.push({ filter: name, value });
      continue;
    }
    const term = value.replace(/\*$/, '').trim();
    if (foldText(term)) (minus ? query.not : query.terms).push(term);
  }
  return parsed;
}

const isFilter = (name: string): name is NotUnderstood['filter'] => name !== '';

/** False when the value does not fit the filter. */
function applyFilter(
  { query, names }: ParsedSearch,
  filter: NotUnderstood['filter'],
  value: string,
  not: boolean,
  clock: ReaderClock,
): boolean {
  const key = foldText(value);
  switch (filter) {
    case 'from':
      (not ? names.notFrom : names.from).push(key.replace(/^@/, ''));
      return true;
    case 'in':
      (not ? names.notIn : names.in).push(key.replace(/^#/, ''));
      return true;
    case 'has':
      return pushIfKnown(HAS, key, not ? query.notHas : query.has);
    case 'file':
      if (key) (not ? query.notFile : query.file).push(value);
      return key !== '';
    case 'is':
      return pushIfKnown(IS, key, not ? query.notIs : query.is);
    default: {
      const span = not ? null : spanOf(value, clock);
      if (span && filter !== 'before') query.after = later(query.after, span.start);
      if (span && filter !== 'after') query.before = earlier(query.before, filter === 'on' ? span.end : span.start);
      return span !== null;
    }
  }
}

function spanOf(value: string, { now, timeZone }: ReaderClock): TimeSpan | null {
  const named = namedSpan(value, now, timeZone);
  if (named || !isTimestamp(value)) return named;
  return { start: new Date(value), end: new Date(Date.parse(value) + 1) };
}

const later = (a: Date | undefined, b: Date): Date => (a && a > b ? a : b);
const earlier = (a: Date | undefined, b: Date): Date => (a && a < b ? a : b);

function pushIfKnown<T extends string>(allowed: readonly T[], value: string, list: T[]): boolean {
  const found = allowed.find((item) => item === value);
  if (found) list.push(found);
  return found !== undefined;
}
