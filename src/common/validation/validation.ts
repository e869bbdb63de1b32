import { applyDecorators, type ArgumentMetadata, Param, ParseUUIDPipe, ValidationPipe } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, ValidateIf, type ValidationError } from 'class-validator';
import { boundsOf, assertWithinBounds } from './bounded-input.ts';
import { validate, type Dto, misshapenFields } from './fast-validation.ts';
import { type FieldProblems, Problem } from '../problem.ts';

/** Fields in an answer; more of them repeat one mistake. */
const MAX_FIELDS = 20;

function collect(errors: ValidationError[], path = '', fields: FieldProblems = {}): FieldProblems {
  for (const { property, constraints, children } of errors) {
    if (Object.keys(fields).length >= MAX_FIELDS) break;
    const name = path + property;
    if (constraints) fields[name] = Object.values(constraints);
    if (children?.length) collect(children, `${name}.`, fields);
  }
  return fields;
}

class Validation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') return (await super.transform(value, metadata)) as unknown;
    assertWithinBounds(value, boundsOf(metadata.metatype));
    if (metadata.type !== 'body') return (await super.transform(value, metadata)) as unknown;
    const dto = metadata.metatype as Dto;
    // Before an instance is created from them.
    const misshapen = misshapenFields(dto, value);
    if (misshapen.length)
      throw new Problem(
        'invalid_input',
        undefined,
        Object.fromEntries(misshapen.map(([name, reason]) => [name, [reason]])),
      );
    return validate(dto, value) ?? ((await super.transform(value, metadata)) as unknown);
  }
}

/** An integer in a query, in digits: `1e3`, `0x10` and an empty value are refused. */
export const WholeNumber = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (/^-?\d+$/.test(value) ? Number(value) : NaN) : value,
    ),
    IsInt(),
    Max(Number.MAX_SAFE_INTEGER),
  );

/** `true` or `false` in a query; anything else is refused by the validator. */
export const QueryBoolean = () =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

/** May be absent, but not null: `IsOptional` would also accept null, which handlers do not expect. */
export const OptionalNotNull = () => ValidateIf((_, value: unknown) => value !== undefined);

/** The global pipe, for REST and socket: unknown fields and values of a wrong type are refused, never repaired. */
export const validation = () =>
  new Validation({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    exceptionFactory: (errors) => new Problem('invalid_input', undefined, collect(errors)),
  });

/** A UUID in the path; anything else is refused. */
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
