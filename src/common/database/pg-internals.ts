import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { DataSource } from 'typeorm';

/**
 * The versions whose private parts were read for this file, the only file that uses them. Its spec fails when another
 * version is installed: then compare each member below with `pg/lib/client.js` (`connection`, how `query` takes its
 * arguments), `pg/lib/connection.js` (`stream`) and `typeorm/driver/postgres/PostgresDriver.js` (`master`), and enter
 * the new version here.
 */
export const VERIFIED_VERSIONS = { pg: '8.23.1', typeorm: '1.1.1' };

/** `Client.query` with any of its signatures. */
export type Query = (this: pg.Client, ...args: unknown[]) => unknown;

/**
 * Everything that `send` sends goes to PostgreSQL in a single packet: separate packets would each wake it and cost a
 * system call.
 */
export function inOnePacket<T>(client: pg.PoolClient, send: () => T): T {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

/** TypeORM's connections; undefined once they are closed. */
export const poolOf = (source: DataSource): pg.Pool | undefined =>
  (source.driver as unknown as { master?: pg.Pool }).master;

/** Replaces `query` of every client, including those of all pools, by the result of `wrap`. */
export function wrapQuery(wrap: (query: Query) => Query): void {
  const client = pg.Client.prototype as unknown as { query: Query };
  client.query = wrap(client.query);
}
