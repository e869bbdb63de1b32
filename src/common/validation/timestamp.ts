import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

/**
 * A calendar date, or one with a time and its offset. Week dates, ordinal dates, 24:00, leap seconds, the year 0 and times
 * without an offset are left out of what ISO 8601 allows: `Date` and PostgreSQL read them differently, or not at all.
 */
const FORM =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d))?$/;

/** Whether `Date` and PostgreSQL read this text alike. */
export function isTimestamp(value: unknown): value is string {
  if (typeof value !== 'string' || !FORM.test(value) || Number.isNaN(Date.parse(value))) return false;
  // `Date` takes 31 February for 3 March.
  const day = value.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** A date, or a time with its offset, in ISO 8601; see `isTimestamp`. */
export function Timestamp(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String }),
    ValidateBy({
      name: 'timestamp',
      validator: {
        validate: isTimestamp,
        defaultMessage: (args) =>
          `${args?.property ?? 'it'} must be a date or a time with its offset, such as 2026-11-20 or 2026-11-20T08:30:00Z`,
      },
    }),
  );
}
