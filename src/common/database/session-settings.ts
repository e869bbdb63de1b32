import { connection } from '../../../ormconfig.ts';

/**
 * Settings of PostgreSQL for the pools, and how they are made: when a connection is opened, or, through a pooler, which gives a
 * connection to several in turn, at the beginning of each transaction and for it alone.
 */
export type Settings = Record<string, string | number>;

const { statement_timeout, lock_timeout, idle_in_transaction_session_timeout } = connection.extra;
/** Limits in milliseconds, for every pool. */
export const LIMITS = { statement_timeout, lock_timeout, idle_in_transaction_session_timeout } satisfies Settings;

/** For the startup parameter `options`. */
export const asOptions = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

/** Statements that hold until the end of the transaction. */
export const asStatements = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `SET LOCAL ${name} = '${value}'`)
    .join('; ');
