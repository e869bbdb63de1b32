import { applyDecorators, Param, ParseUUIDPipe, ValidationPipe } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { ValidationError } from 'class-validator';
import { type FieldProblems, Problem } from './problem.ts';

function collect(errors: ValidationError[], path = '', fields: FieldProblems = {}): FieldProblems {
  for (const { property, constraints, children } of errors) {
    const name = path + property;
    if (constraints) fields[name] = Object.values(constraints);
    if (children?.length) collect(children, `${name}.`, fields);
  }
  return fields;
}

/** The one pipe, at both doors: unknown fields and values of a wrong type are refused, never repaired. */
export const validation = () =>
  new ValidationPipe({
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
