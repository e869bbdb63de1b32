import type { seededRandom } from '../../support/seeded-random.ts';
import type { Json } from './cases.ts';

export type Random = ReturnType<typeof seededRandom>;

/** @param percent of the calls that are true */
export const chance = (random: Random, percent: number): boolean => random.below(100) < percent;

export function pick<T>(random: Random, things: readonly [T, ...T[]]): T {
  return random.pick(things) ?? things[0];
}

/** The same for the same seed. */
export const uuid = (random: Random): string =>
  'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => random.below(16).toString(16));

export const DATES = [
  '2026-11-20T08:30:00.000Z',
  '2026-11-20',
  '2026-W10-1',
  '2026-W10',
  '2026-123',
  '2026-11-20T24:00:00Z',
  '2026-12-31T23:59:60Z',
  '2026-02-30',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+13:59',
  '9999-12-31T23:59:59.999999999-13:59',
  '99999-01-01T00:00:00Z',
  '+012026-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '2026-11-20T08:30:00',
  '2026-11-20 08:30:00',
  '2026-11-20T08:30:00+99:99',
  '20261120T083000Z',
  'yesterday',
  'infinity',
  'epoch',
  '1',
  '1e12',
  '2026-11-20T08:30:00Z BC',
] as const;

export const NUMBERS = [
  '0',
  '-1',
  '1',
  '1.5',
  '1e3',
  '0x10',
  '2147483647',
  '2147483648',
  '9007199254740991',
  '9007199254740992',
  '99999999999999999999',
  '-9223372036854775809',
  '1e308',
  '1e400',
  'NaN',
  'Infinity',
  '٣',
  '１',
] as const;

const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud83d',
  'a\udc00b',
  '\u202egnp.exe',
  '\u200b',
  '\ufeff',
  '\u2028',
  '\r\nSet-Cookie: a=b',
  '\u212a',
  'İ',
  'ﬃ',
  '👩‍👩‍👧‍👦',
  'e\u0301\u0301\u0301',
  "' OR 1=1 --",
  '%',
  '_',
  '\\',
  '\\u0000',
  '%00',
  '%ff',
  '../../etc/passwd',
  '${7*7}{{7*7}}',
  '<script>',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'true',
  '[]',
  '{}',
  '@room @here @everyone',
  '"',
  '"unclosed from:',
  'from: in: has: -',
  '(((((',
] as const;

/** A text that means something else, is too long, or is no text. */
export function oddText(random: Random): string {
  const kind = random.below(10);
  if (kind < 5) return random.pick(TEXTS) ?? '';
  if (kind === 5) return random.pick(DATES) ?? '';
  if (kind === 6) return random.pick(NUMBERS) ?? '';
  if (kind === 7) return pick(random, ['x', 'é', '🙂', '\u0301', '*a_ ', '@', '"', '\ud83d']).repeat(lengthOf(random));
  return Array.from({ length: 1 + random.below(12) }, () => String.fromCharCode(random.below(0x10000))).join('');
}

const lengthOf = (random: Random): number => pick(random, [2, 37, 63, 129, 255, 256, 501, 1_001, 4_001]);

/** A value of any type of JSON, nested to a bounded depth. */
export function oddValue(random: Random, depth = 3): Json {
  const kind = random.below(depth ? 12 : 9);
  if (kind === 0) return null;
  if (kind === 1) return chance(random, 50);
  if (kind <= 3) return pick(random, [0, -0, -1, 1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e21, 1e308, 5e-324]);
  if (kind <= 8) return oddText(random);
  const length = random.below(4);
  if (kind === 9) return Array.from({ length }, () => oddValue(random, depth - 1));
  if (kind === 10) return nested(random.below(40));
  return Object.fromEntries(Array.from({ length }, () => [oddText(random).slice(0, 40), oddValue(random, depth - 1)]));
}

const nested = (levels: number): Json => {
  let value: Json = [];
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { in: value };
  return value;
};

/** What a list may be continued after: its own kind, another list's, cut off, changed or huge. */
export function oddCursor(random: Random): string {
  const kind = random.below(6);
  const list = pick(random, ['members', 'users', 'directory', 'files', 'threads', 'search', 'audit']);
  if (kind === 0) return `‹cursor.${list}›`;
  if (kind === 1) return `‹cursor.${list}|cut:${random.below(40)}›`;
  if (kind === 2) return `‹cursor.${list}|flip:${random.below(40)}›`;
  const key = (): Json => {
    const of = random.below(5);
    if (of === 0) return random.pick(DATES) ?? '';
    if (of === 1) return random.pick(NUMBERS) ?? '';
    if (of === 2) return pick(random, [uuid(random), '-'.repeat(36), 'f'.repeat(36), '']);
    return of === 3 ? oddText(random) : oddValue(random, 1);
  };
  const keys = Array.from({ length: 1 + random.below(3) }, key);
  return Buffer.from(JSON.stringify(keys)).toString('base64url').slice(0, 1_000);
}

/** A signed address as it was made, cut, changed or with other characters. */
export function oddAccess(random: Random): string {
  const kind = random.below(6);
  if (kind === 0) return '‹access›';
  if (kind === 1) return `‹access|cut:${random.below(150)}›`;
  if (kind === 2) return `‹access|flip:${random.below(150)}›`;
  if (kind === 3) return `‹access|wide:${random.below(150)}›`;
  if (kind === 4) return 'é'.repeat(random.below(201));
  return `${pick(random, NUMBERS)}.${uuid(random)}.${uuid(random)}.${'A'.repeat(random.below(60))}`;
}
