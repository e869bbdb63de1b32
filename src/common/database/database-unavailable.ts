import { Problem } from '../problem.ts';

/** The database cannot do what is asked of it at the moment. `reason` completes "The database …", for operators. */
export class DatabaseUnavailable extends Problem {
  constructor(
    readonly reason: string,
    options: { cause?: unknown } = {},
  ) {
    super('unavailable', undefined, undefined, 1);
    if (options.cause !== undefined) this.cause = options.cause;
  }
}

/** PostgreSQL's codes, as operators read them; each completes "The database …". */
const REASONS: Record<string, string> = {
  '25006': 'is read-only: a standby that is not promoted, or default_transaction_read_only',
  '53100': 'has no room left on its disk',
  '53300': 'has no connection left: raise max_connections, or lower DATABASE_POOL',
  '57P03': 'is starting or recovering',
  '57P01': 'is being shut down',
  '57P02': 'has crashed and is recovering',
};

/**
 * Codes of PostgreSQL for conditions that pass and that no request causes: no connection (08), no resources (53), an operator's
 * intervention (57P: shutdown, crash, start), a read-only server, a transaction that was idle for too long because this
 * process was busy (25P03), timeouts of statements and locks, deadlocks and conflicts of transactions.
 */
const PASSING = /^(?:08...|53...|57P..|25006|25P03|57014|55P03|40P01|40001)$/;
/** Codes of the operating system, and those of Node's sockets. */
const BROKEN = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ECONNABORTED', 'EADDRNOTAVAIL'],
]);
const BROKEN_TEXT =
  /Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed and is not queryable|Query read timeout/;
/** TypeORM: the connection of a transaction was lost, and what was still to be done in it comes too late. */
const RELEASED = new Set(['QueryRunnerProviderAlreadyReleasedError', 'QueryRunnerAlreadyReleasedError']);

interface Failure {
  code?: unknown;
  name?: string;
  message?: string;
  errors?: unknown[];
}

/** Whether an error says that the database, or the way to it, cannot serve at the moment. */
export function isUnavailability(error: unknown): boolean {
  if (error instanceof DatabaseUnavailable) return true;
  const { code, name = '', message = '', errors } = Object(error) as Failure;
  if (typeof code === 'string' && (PASSING.test(code) || BROKEN.has(code))) return true;
  return BROKEN_TEXT.test(message) || RELEASED.has(name) || (Array.isArray(errors) && errors.some(isUnavailability));
}

/** Why the database cannot serve, for operators. */
export function unavailabilityReason(error: unknown): string {
  if (error instanceof DatabaseUnavailable) return error.reason;
  const { code, message = '' } = Object(error) as Failure;
  const known = typeof code === 'string' ? REASONS[code] : undefined;
  return (
    known ??
    (isUnavailability(error) && typeof code === 'string' ? `does not answer (${code})` : `does not answer: ${message}`)
  );
}
