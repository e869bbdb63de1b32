import { Problem } from '../problem.ts';

/** The size limits of a single body or command, whatever its content. */
export interface Bounds {
  /** Keys of a single object. */
  keys: number;
  /** Objects, lists and their elements, in total. */
  values: number;
  /** Depth of nested objects and lists. */
  depth: number;
}

export const DEFAULT_BOUNDS: Bounds = { keys: 200, values: 2_000, depth: 16 };

const own = new WeakMap<object, Bounds>();

/** Sets other limits for a DTO. */
export const MaxValues =
  (values: number): ClassDecorator =>
  (type) =>
    void own.set(type, { ...DEFAULT_BOUNDS, values });

export const boundsOf = (type: unknown): Bounds =>
  (typeof type === 'function' ? own.get(type) : undefined) ?? DEFAULT_BOUNDS;

/** Names that are left out, rather than refused, when an instance is created; no DTO field has such a name. */
const LEFT_OUT = new Set(['__proto__', 'constructor']);

/**
 * Walks over the input once, up to the bounds, before any other processing: later steps cost more, some the square of
 * the number of keys. A lone surrogate is refused too: some validators throw at it, and no database stores it.
 * @throws Problem `invalid_input`, with at most a single field
 */
export function assertWithinBounds(input: unknown, bounds: Bounds = DEFAULT_BOUNDS): void {
  let values = 0;
  const walk = (value: unknown, path: string, depth: number): void => {
    if (++values > bounds.values) throw new Problem('invalid_input', `It holds more than ${bounds.values} values`);
    if (typeof value === 'string' && !value.isWellFormed()) throw bad(path, 'must be well-formed Unicode');
    if (typeof value !== 'object' || value === null) return;
    if (depth === 0) throw new Problem('invalid_input', 'It nests too deep');
    // Bytes would be walked through as a list of numbers; no body and no command takes any.
    if (ArrayBuffer.isView(value)) throw bad(path, 'must not be bytes');
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) walk(value[index], `${path}${index}.`, depth - 1);
      return;
    }
    const keys = Object.keys(value);
    if (keys.length > bounds.keys) throw bad(path, `must not have more than ${bounds.keys} fields`);
    for (const key of keys) {
      if (LEFT_OUT.has(key)) throw bad(`${path}${key}.`, `property ${key} should not exist`);
      walk((value as Record<string, unknown>)[key], `${path}${key}.`, depth - 1);
    }
  };
  walk(input, '', bounds.depth);
}

/** @param path of a field, with a dot at its end; empty for the whole input */
function bad(path: string, reason: string): Problem {
  if (!path) return new Problem('invalid_input', `It ${reason}`);
  // An assignment to `__proto__` would be no field of it.
  return new Problem('invalid_input', undefined, Object.fromEntries([[path.slice(0, -1), [reason]]]));
}
