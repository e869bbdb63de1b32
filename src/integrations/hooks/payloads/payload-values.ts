/** Values of a payload as they read: programs send numbers, booleans, null and nothing where a text should be. */

export type Fields = Readonly<Record<string, unknown>>;

/** More elements of a list are left out: no message shows as many. */
const MAX_ELEMENTS = 300;
/** Characters of a single value that are looked at. */
const MAX_TEXT = 40_000;
/** What is read of a payload all of whose values may be shown. */
const MAX_VALUES = 1_500;
const MAX_CHARACTERS = 40_000;
const MAX_DEPTH = 30;

/** A value as text; an empty one for what is none. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT).toWellFormed().trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** An object; an empty one for anything else, a list included. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** The elements of a list; one for what is no list, and none for null. */
export function elementsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.slice(0, MAX_ELEMENTS);
  return value === null || value === undefined ? [] : [value];
}

/** The elements that are objects. */
export const objectsOf = (value: unknown): Fields[] =>
  elementsOf(value).filter(
    (element): element is Fields => typeof element === 'object' && element !== null && !Array.isArray(element),
  );

/** The value at a path of fields. */
export const valueAt = (from: unknown, ...path: string[]): unknown =>
  path.reduce((value, field) => fieldsOf(value)[field], from);

/** The text at a path of fields. */
export const textAt = (from: unknown, ...path: string[]): string => textOf(valueAt(from, ...path));

/** An address of the web; undefined for any other, such as `javascript:`. */
export function webAddressOf(value: unknown): string | undefined {
  const text = textOf(value);
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).href;
}

/** The beginning of a payload, as far as it takes little time to read whatever its values are. */
export function bounded(payload: Fields): Fields {
  const left = { values: MAX_VALUES, characters: MAX_CHARACTERS };
  return fieldsOf(copyOf(payload, left, 0));
}

function copyOf(value: unknown, left: { values: number; characters: number }, depth: number): unknown {
  if (left.values-- <= 0 || depth > MAX_DEPTH) return null;
  if (typeof value === 'string') {
    const text = value.slice(0, left.characters);
    left.characters -= text.length;
    return text;
  }
  if (Array.isArray(value)) return elementsOf(value).map((element) => copyOf(element, left, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, of]) => [field, copyOf(of, left, depth + 1)]));
}
