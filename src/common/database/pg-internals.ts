import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { DataSource } from 'typeorm';

/**
 * The versions whose private parts were read for this file, the only file that uses them. Its spec fails when another
 * version is installed: then compare each member below with `pg/lib/client.js` (`connection`, the three members that
 * hold queries, how `query` takes its arguments, that `connect` reads `host` and `port`), `pg/lib/connection.js`
 * (`stream`) and `typeorm/driver/postgres/PostgresDriver.js` (`master`), and enter the new version here.
 */
export const VERIFIED_VERSIONS = { pg: '8.23.1', typeorm: '1.1.1' };

/** `Client.query` with any of its signatures. */
export type Query = (this: pg.Client, ...args: unknown[]) => unknown;

interface PrivateParts {
  connection: { stream: Duplex & { bytesRead?: number } };
  _activeQuery: unknown;
  _queryQueue: unknown[];
  _sentQueryQueue: unknown[];
}

const partsOf = (client: pg.ClientBase) => client as unknown as PrivateParts;

/**
 * Everything that `send` sends goes to PostgreSQL in a single packet: separate packets would each wake it and cost a
 * system call.
 */
export function inOnePacket<T>(client: pg.PoolClient, send: () => T): T {
  const { stream } = partsOf(client).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

/** Whether a statement was sent, or is to be sent, whose answer has not come. */
export function isWaiting(client: pg.ClientBase): boolean {
  const { _activeQuery, _queryQueue, _sentQueryQueue } = partsOf(client);
  return _activeQuery !== null || _queryQueue.length > 0 || _sentQueryQueue.length > 0;
}

/** How many bytes have come from PostgreSQL. */
export const bytesReadOf = (client: pg.ClientBase): number => partsOf(client).connection.stream.bytesRead ?? 0;

/** Closes the connection without a farewell: whatever waits on it fails, and its pool opens another one. */
export function destroyConnection(client: pg.ClientBase): void {
  partsOf(client).connection.stream.destroy();
}

/** Sets where a client connects to. Call it before `connect`. */
export function setTarget(client: pg.Client, host: string, port: number): void {
  Object.assign(client, { host, port });
}

/** TypeORM's connections; undefined once they are closed. */
export const poolOf = (source: DataSource): pg.Pool | undefined =>
  (source.driver as unknown as { master?: pg.Pool }).master;

/** Replaces `query` of every client, including those of all pools, by the result of `wrap`. */
export function wrapQuery(wrap: (query: Query) => Query): void {
  const client = pg.Client.prototype as unknown as { query: Query };
  client.query = wrap(client.query);
}
