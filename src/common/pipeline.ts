import type { Duplex } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { connection } from '../../ormconfig.ts';
import { Config } from './config.ts';

/** A statement that a connection prepares and uses many times; its text must not change under the name. */
export interface PreparedStatement {
  name: string;
  text: string;
}

/** Sends a statement at once, without waiting for the answers to those before it. */
export type SendStatement = <Row>(statement: PreparedStatement, ...values: unknown[]) => Promise<Row[]>;

/** What an open transaction does first, then what it does with the answers; both travel in one go. */
export interface PipelinedTransaction<Found, Done> {
  begin: (send: SendStatement) => Promise<Found>;
  end: (send: SendStatement, found: Found) => Promise<Done>;
}

/** How many transactions may be under way at once. */
export const MAX_PIPELINE_CONNECTIONS = 2;

/** PostgreSQL's for a prepared statement whose columns a migration has changed since. */
const OUTDATED = '0A000';

/** A plan is kept for many uses, while the tables grow: whatever a statement looks for, it looks for by an index. */
export const PLANNING = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/**
 * Transactions of few round trips, for the hottest path: statements that do not depend on each other's answers go to
 * PostgreSQL together. Its connections are its own, so that it never waits behind a search or a long page.
 */
@Injectable()
export class Pipeline implements OnApplicationShutdown {
  private readonly pool: pg.Pool;
  private readonly uses = new WeakMap<pg.PoolClient, number>();

  constructor(config: Config) {
    this.pool = new pg.Pool({
      ...connection.extra,
      connectionString: config.env.DATABASE_URL,
      max: MAX_PIPELINE_CONNECTIONS,
      pipeline: true,
      options: PLANNING,
    });
    this.pool.on('error', () => undefined); // an idle connection was cut: the next transaction opens another
    // One that is cut in the middle of a transaction fails that by its next statement; unheard, it would end the process.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  onApplicationShutdown(): Promise<void> {
    return this.pool.end();
  }

  /** Two round trips. It resolves after the commit; when it rejects, only a lost connection leaves the outcome open. */
  async transaction<Found, Done>(work: PipelinedTransaction<Found, Done>): Promise<Done> {
    const client = await this.pool.connect();
    const age = this.ageOf(client);
    const send: SendStatement = async ({ name, text }, ...values) =>
      (await client.query({ name: `${name}-${age}`, text, values })).rows as never;
    try {
      const [, found] = await together(client, () => [client.query('BEGIN'), work.begin(send)]);
      const [done, { command }] = await together(client, () => [work.end(send, found), client.query('COMMIT')]);
      // PostgreSQL answers a COMMIT of what has failed with a ROLLBACK, not with an error.
      if (command !== 'COMMIT') throw new Error('The transaction was rolled back');
      client.release();
      return done;
    } catch (error) {
      // The connection goes, and with it whatever is still open on it and every statement it has prepared.
      client.release(true);
      if ((error as { code?: string }).code === OUTDATED) return this.transaction(work);
      throw error;
    }
  }

  /**
   * Grows by one whenever a connection has done twice as much as before, and each statement is planned anew then. On an
   * empty table all indexes are equally good, and PostgreSQL would stay with its choice until it gathers statistics.
   */
  private ageOf(client: pg.PoolClient): number {
    const uses = (this.uses.get(client) ?? 0) + 1;
    this.uses.set(client, uses);
    return Math.floor(Math.log2(uses));
  }
}

/** What is sent meanwhile goes to PostgreSQL in one packet: each by itself would wake it, and cost a system call. */
function together<A, B>(client: pg.PoolClient, send: () => [Promise<A>, Promise<B>]): Promise<[A, B]> {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
  stream.cork();
  try {
    return Promise.all(send());
  } finally {
    stream.uncork();
  }
}
