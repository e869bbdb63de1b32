import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { isBlank, withoutDirectionControls } from '../../shared/visible-text.ts';

type Bound = number | (() => number);
const bound = (value: Bound) => (typeof value === 'number' ? value : value());

/** All Unicode control characters except tab, line feed and carriage return. PostgreSQL rejects NUL. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
// eslint-disable-next-line no-control-regex
const LINE_CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

export interface TextKind {
  /** Whether it may have several lines. */
  lines?: boolean;
  /** Whether it names a person or a room: it stands within other text, whose direction it must not change. */
  name?: boolean;
  /** The Unicode form whose characters count, for what is stored in that form. */
  form?: 'NFKC';
  /** Whether the field is a list of such texts. */
  each?: boolean;
}

/** Why this value is not acceptable text, or undefined if it is. Lengths count characters (code points), not UTF-16 units. */
export function textProblem(value: unknown, min: number, max: number, kind: TextKind = {}): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (!value.isWellFormed()) return 'must be well-formed Unicode';
  if ((kind.lines ? CONTROLS : LINE_CONTROLS).test(value)) return 'must not contain control characters';
  const length = [...value].length;
  if (length > max) return `must be at most ${max} characters long`;
  if (length < min) return `must be at least ${min} characters long`;
  if (min > 0 && isBlank(value)) return 'must not be blank';
  if (kind.name && withoutDirectionControls(value) !== value) return 'must not contain direction controls';
  return undefined;
}

/**
 * A text field: `min` to `max` characters, without control characters, on a single line unless `lines` is set. With a
 * minimum it must show something.
 */
export function Text(min: Bound, max: Bound, kind: TextKind = {}): PropertyDecorator {
  const { form } = kind;
  const counted = (value: unknown) => (form && typeof value === 'string' ? value.normalize(form) : value);
  const fault = (value: unknown) => textProblem(counted(value), bound(min), bound(max), kind);
  const each = kind.each ?? false;
  const lengths = { type: 'string', minLength: bound(min), maxLength: bound(max) };
  // Of a list class-validator gives the whole value: the first of its texts that is at fault says why.
  const faultOf = (value: unknown) =>
    each && Array.isArray(value) ? value.map(fault).find((found) => found !== undefined) : fault(value);
  return applyDecorators(
    each ? ApiProperty({ type: 'array', items: lengths }) : ApiProperty({ ...lengths, type: String }),
    ValidateBy(
      {
        name: 'text',
        validator: { validate: (value) => !fault(value), defaultMessage: (args) => faultOf(args?.value) ?? '' },
      },
      { each },
    ),
  );
}
