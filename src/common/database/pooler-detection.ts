import pg from 'pg';
import { LIMITS } from './session-settings.ts';

const TIMEOUT_MS = 5_000;
const PROBE = 'parley-probe';
/** A value that nobody else sets. */
const PROBED_MS = LIMITS.statement_timeout + 1;

/**
 * Whether a pooler stands between: it refuses settings at the start of a connection, as PgBouncer does as it is delivered, or
 * takes them and does not pass them on.
 */
export async function isPooler(url: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    statement_timeout: PROBED_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ value: string }>(`SELECT current_setting('statement_timeout') AS value`);
    return rows[0]?.value !== `${PROBED_MS}ms`;
  } catch (error) {
    if (/unsupported startup parameter/.test((error as Error).message)) return true;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Whether a pooler keeps prepared statements: the connections of PostgreSQL know them by names of its own then, as with PgBouncer
 * since 1.21 in transaction mode.
 */
export async function keepsStatements(url: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    // Within a transaction the connection stays the same.
    await client.query('BEGIN');
    await client.query({ name: PROBE, text: 'SELECT 1' });
    const { rowCount } = await client.query('SELECT FROM pg_prepared_statements WHERE name = $1', [PROBE]);
    if (rowCount) await client.query(`DEALLOCATE "${PROBE}"`);
    await client.query('COMMIT');
    return rowCount === 0;
  } finally {
    await client.end().catch(() => undefined);
  }
}
