import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Of the token of a person, and of a bot. */
const PREFIXES = { person: 'parley_pat_', bot: 'parley_bot_' } as const;
export type TokenHolder = keyof typeof PREFIXES;
const EITHER_PREFIX = /parley_(?:pat|bot)_/;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** So many digits hold 32 random bytes, and the 32 bits of the checksum. */
const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const PATTERN = new RegExp(`${EITHER_PREFIX.source}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}`, 'g');

function inBase62(value: bigint, length: number): string {
  let digits = '';
  for (let rest = value; digits.length < length; rest /= 62n) digits = DIGITS.charAt(Number(rest % 62n)) + digits;
  return digits;
}

/** By it a search for leaked secrets tells a token from words, without asking anybody. */
const checksumOf = (text: string): string => inBase62(BigInt(crc32(text)), CHECKSUM_LENGTH);

/** `parley_pat_` or `parley_bot_`, 256 random bits and a checksum of both. */
export function newTokenSecret(holder: TokenHolder): string {
  const text = PREFIXES[holder] + inBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), RANDOM_LENGTH);
  return text + checksumOf(text);
}

/** Whether a text is meant to be a token, well-formed or not. */
export const looksLikeToken = (text: string): boolean =>
  Object.values(PREFIXES).some((prefix) => text.startsWith(prefix));

export const isTokenSecret = (text: string): boolean =>
  text.length === PREFIXES.person.length + RANDOM_LENGTH + CHECKSUM_LENGTH && tokensIn(text).length === 1;

/** The tokens within a text; what has another checksum is just words. */
export function tokensIn(text: string): string[] {
  if (!EITHER_PREFIX.test(text)) return [];
  return [...text.matchAll(PATTERN)]
    .map(([found]) => found)
    .filter((found) => checksumOf(found.slice(0, -CHECKSUM_LENGTH)) === found.slice(-CHECKSUM_LENGTH));
}
