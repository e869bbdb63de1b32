import type { Json } from './cases.ts';
import { chance, DATES, NUMBERS, oddCursor, oddText, oddValue, pick, type Random, uuid } from './odd-values.ts';

/** What is read of a schema, of OpenAPI or of AsyncAPI. */
export interface Schema {
  $ref?: string;
  allOf?: Schema[];
  oneOf?: Schema[];
  type?: string;
  format?: string;
  enum?: Json[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  example?: Json;
  examples?: Json[];
  minLength?: number;
}

export type Schemas = Record<string, Schema>;

/** By the name of a field, what the world holds; see `world.ts`. */
const KNOWN: Record<string, readonly [Json, ...Json[]]> = {
  roomId: ['‹room›', '‹lobby›', '‹private›'],
  messageId: ['‹message›', '‹reply›'],
  replyToId: ['‹message›'],
  forwardOf: ['‹message›'],
  userId: ['‹other›', '‹guest›', '‹me›'],
  attachmentIds: [['‹file›'], ['‹picture›'], []],
  ids: [['‹file›'], ['‹picture›', '‹file›']],
  userIds: [['‹other›', '‹guest›'], ['‹other›']],
  code: ['‹code›', '000000'],
  login: ['‹username›'],
  email: ['fuzz@example.org', '‹username›@example.org'],
  password: ['not the password of anybody'],
  currentPassword: ['not the password of anybody'],
  token: ['‹token›', 'x'],
  emoji: ['👍', '🙂'],
  timeZone: ['Europe/Berlin', 'UTC'],
  from: ['22:00', '‹other›'],
  to: ['07:30'],
  language: ['de'],
  cursor: ['‹cursor.members›', '‹cursor.search›', '‹cursor.files›'],
};

/** A value that fits its schema, most of the time. */
export function fitting(random: Random, schemas: Schemas, schema: Schema, name = '', depth = 6): Json {
  const resolved = resolve(schemas, schema);
  const known = KNOWN[name];
  if (name === 'clientId') return uuid(random);
  if (known && chance(random, 90)) return pick(random, known);
  if (resolved.enum?.length) return random.pick(resolved.enum) ?? null;
  if (resolved.properties && depth) return object(random, schemas, resolved, depth);
  if (resolved.type === 'array')
    return Array.from({ length: random.below(3) }, () =>
      fitting(random, schemas, resolved.items ?? {}, name, depth - 1),
    );
  return scalar(random, resolved);
}

function scalar(random: Random, { type, format, example, examples }: Schema): Json {
  if (type === 'boolean') return chance(random, 50);
  if (type === 'integer' || type === 'number') return random.below(100);
  if (format === 'uuid') return chance(random, 50) ? '‹room›' : uuid(random);
  if (format === 'date-time') return random.pick(DATES) ?? null;
  return example ?? examples?.[0] ?? pick(random, ['fuzz', 'Fuzzy words', '2026-11-20T08:30:00Z', '1']);
}

function object(random: Random, schemas: Schemas, { properties = {}, required = [] }: Schema, depth: number): Json {
  const wanted = Object.entries(properties).filter(([name]) => required.includes(name) || chance(random, 40));
  return Object.fromEntries(
    wanted.map(([name, schema]) => [name, fitting(random, schemas, schema, name, depth - 1)] as const),
  );
}

function resolve(schemas: Schemas, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  if (name) return resolve(schemas, schemas[name] ?? {});
  const only = schema.allOf?.[0] ?? schema.oneOf?.[0];
  return only ? resolve(schemas, only) : schema;
}

/** Text for a place in a query or a header. */
export function oddParameter(random: Random, name: string): string {
  if (name === 'cursor') return oddCursor(random);
  if (chance(random, 30)) return random.pick(DATES) ?? '';
  return chance(random, 40) ? (random.pick(NUMBERS) ?? '') : oddText(random);
}

const NAMES = ['__proto__', 'constructor', 'toString', 'id', 'extra', 'length', '0', '', '\u0000', '$where'] as const;

/** The same with one to three faults: a value of another type, one that is missing, one too many, one within another. */
export function broken(random: Random, value: Json): Json {
  let result = structuredClone(value);
  for (let faults = 1 + random.below(3); faults > 0; faults--) result = once(random, result);
  return result;
}

function once(random: Random, value: Json): Json {
  const children = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const kind = random.below(6);
  if (!children.length || kind === 0) return chance(random, 85) ? oddValue(random) : [value];
  const name = random.pick(children) ?? '';
  if (Array.isArray(value)) {
    if (kind === 1) return [...value, ...value];
    return value.map((item, index) => (String(index) === name ? once(random, item) : item));
  }
  const entries = Object.entries(value as Record<string, Json>);
  if (kind === 1) return Object.fromEntries(entries.filter(([key]) => key !== name));
  if (kind === 2) return Object.fromEntries([...entries, [pick(random, NAMES), oddValue(random, 1)]]);
  return Object.fromEntries(entries.map(([key, item]) => [key, key === name ? once(random, item) : item]));
}
