import { applyDecorators, type ArgumentMetadata, Param, ParseUUIDPipe, ValidationPipe } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, ValidateIf, type ValidationError } from 'class-validator';
import { type FieldProblems, Problem } from './problem.ts';
import { accepted, type Dto } from './fast-validation.ts';

function collect(errors: ValidationError[], path = '', fields: FieldProblems = {}): FieldProblems {
  for (const { property, constraints, children } of errors) {
    const name = path + property;
    if (constraints) fields[name] = Object.values(constraints);
    if (children?.length) collect(children, `${name}.`, fields);
  }
  return fields;
}

/** No command nests deeper; what does is refused before anything walks through it and runs out of stack. */
const LEVELS = 16;

const nests = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => nests(inner, levels - 1)));

/** Names that are left out, rather than refused, when an instance is made. */
const LEFT_OUT = new Set(['__proto__', 'constructor']);

/** The paths of fields that have such a name: unknown ones, since none of ours has. */
function leftOut(value: unknown, path = '', found: string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, inner] of Object.entries(value)) {
    if (LEFT_OUT.has(name)) found.push(path + name);
    leftOut(inner, `${path}${name}.`, found);
  }
  return found;
}

class Validation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'body') return (await super.transform(value, metadata)) as unknown;
    if (nests(value, LEVELS)) throw new Problem('invalid_input', 'It nests too deep');
    const unknown = leftOut(value).map((name) => [name, [`property ${name} should not exist`]]);
    // An assignment to `__proto__` would be no field of it.
    if (unknown.length) throw new Problem('invalid_input', undefined, Object.fromEntries(unknown) as FieldProblems);
    return accepted(metadata.metatype as Dto, value) ?? ((await super.transform(value, metadata)) as unknown);
  }
}

/** A whole number in a query, in digits: `1e3`, `0x10` and nothing at all are none. */
export const WholeNumber = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (/^-?\d+$/.test(value) ? Number(value) : NaN) : value,
    ),
    IsInt(),
    Max(Number.MAX_SAFE_INTEGER),
  );

/** `true` or `false` in a query; anything else is left to be refused. */
export const YesOrNo = () =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

/** May be left out, but not be null: `IsOptional` lets null through to where nobody expects it. */
export const IfGiven = () => ValidateIf((_, value: unknown) => value !== undefined);

/** The one pipe, at both doors: unknown fields and values of a wrong type are refused, never repaired. */
export const validation = () =>
  new Validation({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    exceptionFactory: (errors) => new Problem('invalid_input', undefined, collect(errors)),
  });

/** An id in the path; anything but a UUID is refused. */
export const Id = (name: string): ParameterDecorator =>
  Param(
    name,
    new ParseUUIDPipe({
      exceptionFactory: () => new Problem('invalid_input', undefined, { [name]: ['must be a UUID'] }),
    }),
  );

/** Documents ids in the path. */
export const ApiId = (...names: string[]) =>
  applyDecorators(...names.map((name) => ApiParam({ name, schema: { type: 'string', format: 'uuid' } })));
