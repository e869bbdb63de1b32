import { plainToInstance } from 'class-transformer';
import { ARRAY_MAX_SIZE, getMetadataStorage, ValidationTypes } from 'class-validator';

/** A DTO class. */
export type Dto = new () => object;

/** What class-validator's decorators declare about a field. */
interface Field {
  /** Conditions: the value is checked only when all of them are true. */
  asked: ((dto: object, value: unknown) => boolean)[];
  checks: ((dto: object, value: unknown) => boolean)[];
  nested: boolean;
}

type Fields = ReadonlyMap<string, Field>;

const known = new Map<unknown, Fields | undefined>();

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * An instance of the class if class-validator would find nothing wrong with it. The decorators remain the only
 * description of the rules: they are looked up once per class instead of for every command. Only acceptance is final: a
 * value that is not accepted here still goes through class-validator, which reports what is wrong.
 */
export function validate(type: Dto, plain: unknown): object | undefined {
  if (!isObject(plain) || Object.getPrototypeOf(plain) !== Object.prototype || !fieldsOf(type)) return undefined;
  const dto = plainToInstance(type, plain);
  return isFine(dto) ? dto : undefined;
}

function isFine(dto: object): boolean {
  const fields = fieldsOf((Object.getPrototypeOf(dto) as { constructor: unknown } | null)?.constructor);
  if (!fields) return false;
  for (const name of Object.keys(dto)) if (!fields.has(name)) return false;
  for (const [name, field] of fields) if (!fits(dto, (dto as Record<string, unknown>)[name], field)) return false;
  return true;
}

function fits(dto: object, value: unknown, { asked, checks, nested }: Field): boolean {
  if (!asked.every((isAsked) => isAsked(dto, value))) return true;
  return checks.every((check) => check(dto, value)) && (!nested || value === undefined || isWhole(value));
}

const isWhole = (value: unknown): boolean =>
  Array.isArray(value) ? value.every((part) => isObject(part) && isFine(part)) : isObject(value) && isFine(value);

function fieldsOf(type: unknown): Fields | undefined {
  if (!known.has(type)) known.set(type, typeof type === 'function' ? readFields(type as Dto) : undefined);
  return known.get(type);
}

/**
 * Undefined for a class without rules, or with a rule of a kind that is not supported here: class-validator checks the
 * whole class then.
 */
function readFields(type: Dto): Fields | undefined {
  const storage = getMetadataStorage();
  const fields = new Map<string, Field>();
  for (const rule of storage.getTargetValidationMetadatas(type, '', false, false)) {
    const field = fields.get(rule.propertyName) ?? { asked: [], checks: [], nested: false };
    fields.set(rule.propertyName, field);
    if (rule.groups?.length || rule.validateIf) return undefined;
    if (rule.type === ValidationTypes.NESTED_VALIDATION) field.nested = true;
    else if (rule.type === ValidationTypes.CONDITIONAL_VALIDATION)
      field.asked.push(rule.constraints[0] as Field['asked'][0]);
    else if (rule.type === ValidationTypes.CUSTOM_VALIDATION) field.checks.push(...checksOf(rule));
    else return undefined;
  }
  const empty = [...fields.values()].some(({ checks, nested }) => !checks.length && !nested);
  return fields.size && !empty ? fields : undefined;
}

/** The names that a class has a rule for, each with its `ArrayMaxSize`, if any. */
type Shape = ReadonlyMap<string, number | undefined>;

const shapes = new Map<Dto, Shape>();

/**
 * The fields of `plain` that are refused before an instance is created: names without a rule in its class and lists of too
 * many elements, each with the reason. None for a class without rules, which the pipe does not check.
 */
export function misshapenFields(type: Dto, plain: unknown): [name: string, reason: string][] {
  if (!isObject(plain) || Array.isArray(plain) || typeof type !== 'function') return [];
  const shape = shapes.get(type) ?? readShape(type);
  shapes.set(type, shape);
  if (!shape.size) return [];
  return Object.entries(plain).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if (!shape.has(name)) return [[name, `property ${name} should not exist`]];
    const max = shape.get(name) ?? Infinity;
    return Array.isArray(value) && value.length > max
      ? [[name, `${name} must contain no more than ${max} elements`]]
      : [];
  });
}

function readShape(type: Dto): Shape {
  const shape = new Map<string, number | undefined>();
  for (const { propertyName, name, constraints } of getMetadataStorage().getTargetValidationMetadatas(
    type,
    '',
    false,
    false,
  ))
    shape.set(propertyName, name === ARRAY_MAX_SIZE ? (constraints[0] as number) : shape.get(propertyName));
  return shape;
}

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function checksOf({ constraintCls, constraints, propertyName: property, each, target }: Rule): Field['checks'] {
  const targetName = typeof target === 'string' ? target : target.name;
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ instance }) => (object, value) => {
      const args = { targetName, property, object, value, constraints };
      // A promise is not `true`: asynchronous rules are left to class-validator.
      const passes = (one: unknown) => instance.validate(one, args) === true;
      return each && Array.isArray(value) ? value.every(passes) : passes(value);
    });
}
