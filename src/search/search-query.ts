import { HAS } from './search.dto.ts';
import { IS, type SearchQuery } from './search.repository.ts';

const TOKEN = /(-?)(?:(from|in|has|before|after|is):)?(?:"([^"]*)"?|(\S+))/giu;

/** Letters that are other letters with a stroke or a hook, as the database's unaccent takes them. */
const UNACCENTED: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ı: 'i' };

/**
 * Without case, accents and compatibility forms, much as the database folds bodies (`folded` in the migrations), which
 * has the last word. Only the accents of European scripts go: in Hindi or Thai a mark is a vowel.
 */
export const foldText = (text: string): string =>
  text
    .normalize('NFKC')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[ßæœøłđı]/g, (letter) => UNACCENTED[letter] ?? letter)
    .normalize('NFC');

/** Takes a query apart. What looks like a filter and is none, as in "re:invent" or "has:fun", is a word. */
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
      const time = /^\d{4}-\d{2}-\d{2}/.test(value) ? new Date(value) : undefined;
      if (!time || Number.isNaN(time.getTime()) || not) return false;
      query[filter as 'before' | 'after'] = time;
      return true;
    }
  }
}

function pushIfKnown<T extends string>(allowed: readonly T[], value: string, list: T[]): boolean {
  const found = allowed.find((one) => one === value);
  if (found) list.push(found);
  return found !== undefined;
}
