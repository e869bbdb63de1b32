/** Values of a payload as they read: programs send numbers, booleans, null and nothing where a text should be. */

export type Fields = Readonly<Record<string, unknown>>;

/** More elements of a list are left out: no message shows as many. */
const MAX_ELEMENTS = 300;
/** Characters of a single value that are looked at. */
const MAX_TEXT = 40_000;

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
