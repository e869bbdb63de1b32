import { isTimestamp } from '../common/validation/timestamp.ts';
import { HAS } from './search.dto.ts';
import { IS, type SearchQuery } from './search.repository.ts';

const TOKEN = /(-?)(?:(from|in|has|before|after|is):)?(?:"([^"]*)"?|(\S+))/giu;

/** Letters with a stroke or hook, replaced as the database's `unaccent` does. */
const UNACCENTED: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ı: 'i' };

/**
 * Removes case, accents and compatibility forms, close to how the database folds bodies (`folded` in the migrations);
 * the database decides what matches. Only accents of European scripts are removed: in Hindi or Thai a mark is a vowel.
 */
export const foldText = (text: string): string =>
  text
    .normalize('NFKC')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[ßæœøłđı]/g, (letter) => UNACCENTED[letter] ?? letter)
    .normalize('NFC');

/** Parses a query. An unknown filter or value, as in "re:invent" or "has:fun", counts as a word. */
export function parseSearch(text: string): SearchQuery {
  const query: SearchQuery = {
    terms: [],
    not: [],
    from: [],
    notFrom: [],
    in: [],
    notIn: [],
    has: [],
    notHas: [],
    is: [],
    notIs: [],
  };
  for (const [whole, minus, filter = '', phrase, word] of text.matchAll(TOKEN)) {
    const value = phrase ?? word ?? '';
    if (!value || (filter && applyFilter(query, filter.toLowerCase(), value, minus === '-'))) continue;
    const term = (filter ? whole.replace(/^-/, '') : value).replace(/\*$/, '').trim();
    if (term) (minus ? query.not : query.terms).push(term);
  }
  return query;
}

/** False when the value does not fit the filter. */
function applyFilter(query: SearchQuery, filter: string, value: string, not: boolean): boolean {
  const key = value.toLowerCase();
  switch (filter) {
    case 'from':
      (not ? query.notFrom : query.from).push(key.replace(/^@/, ''));
      return true;
    case 'in':
      (not ? query.notIn : query.in).push(key.replace(/^#/, ''));
      return true;
    case 'has':
      return pushIfKnown(HAS, key, not ? query.notHas : query.has);
    case 'is':
      return pushIfKnown(IS, key, not ? query.notIs : query.is);
    default: {
      if (not || !isTimestamp(value)) return false;
      query[filter as 'before' | 'after'] = new Date(value);
      return true;
    }
  }
}

function pushIfKnown<T extends string>(allowed: readonly T[], value: string, list: T[]): boolean {
  const found = allowed.find((item) => item === value);
  if (found) list.push(found);
  return found !== undefined;
}
