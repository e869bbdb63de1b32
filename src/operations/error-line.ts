import { Problem } from '../common/problem.ts';

/** Error codes of PostgreSQL and the system, with the line for the operator. */
const KNOWN_CODES: Record<string, string> = {
  '42P01': 'The database is not prepared: start Parley once, or run the migrations',
  ECONNREFUSED: 'DATABASE_URL: nobody answers there',
  '3D000': 'DATABASE_URL: there is no such database',
  '28P01': 'DATABASE_URL: the name or the password is wrong',
  '55P03': 'The database is in use: stop every process of Parley first',
  ENOSPC: 'The disk is full',
};

/** The line that an operator reads about an error, without a stack. */
export function errorLine(error: unknown): string {
  if (error instanceof Problem) return problemLine(error);
  const { code = '', message } = Object(error) as { code?: string; message?: string };
  return KNOWN_CODES[code] ?? (message || code || String(error));
}

function problemLine({ message, fields }: Problem): string {
  const faults = Object.entries(fields ?? {}).map(([field, reasons]) => `${field}: ${reasons.join(', ')}`);
  return faults.length ? faults.join('; ') : message;
}
