import { limits } from './limits.ts';

/** Letters that Unicode does not take apart into a letter and a mark. */
const LETTERS: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };
const FALLBACK = 'person';

/**
 * The user name that a display name suggests: `Zoë Müller-Łukasiewicz` becomes `zoe.muller-lukasiewicz`. Names in other
 * alphabets become `person`.
 * @param max the longest user name of this server
 */
export function usernameFrom(displayName: string, max = limits.usernameMax): string {
  const plain = displayName
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{M}'’‘"`]+/gu, '')
    .replace(/[^\p{ASCII}]/gu, (letter) => LETTERS[letter] ?? ' ');
  const words = plain.replace(/[^a-z0-9_.-]+/g, '.');
  const name = trimmed(trimmed(words).slice(0, max));
  return name.length >= limits.usernameMin ? name : FALLBACK;
}

const trimmed = (name: string) => name.replace(/[._-]{2,}/g, '.').replace(/^[._-]+|[._-]+$/g, '');
