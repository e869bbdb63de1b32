import { randomBytes } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DatabaseConnections } from './database-connections.ts';
import { inOnePacket } from './pg-internals.ts';
import { isRepeatedKey } from './repeated-key.ts';
import { asOptions } from './session-settings.ts';

/** A statement that a connection prepares and uses many times; its text must not change under the name. */
export interface PreparedStatement {
  name: string;
  text: string;
}

/** Sends a statement at once, without waiting for the answers to those before it. */
export type SendStatement = <Row>(statement: PreparedStatement, ...values: unknown[]) => Promise<Row[]>;

/**
 * A transaction in two steps: the first statements, then the statements that depend on their results. Each step travels
 * in a single packet, so it sends all its statements before it awaits a result.
 */
export interface PipelinedTransaction<Found, Done> {
  begin: (send: SendStatement) => Promise<Found>;
  end: (send: SendStatement, found: Found) => Promise<Done>;
}

/** How many transactions may be under way at once. */
export const MAX_PIPELINE_CONNECTIONS = 2;

/** Every lookup uses an index: a plan is reused many times while the tables grow. */
export const PLANNING_SETTINGS = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};
export const PLANNING = asOptions(PLANNING_SETTINGS);

/**
 * Transactions of two round trips, for the hottest path: statements that do not depend on each other's answers go to
 * PostgreSQL together. Its connections are its own, so that it never waits behind a search or a long page.
 */
@Injectable()
export class Pipeline implements OnApplicationShutdown {
  private readonly pool: pg.Pool;
  private readonly transactions = new WeakMap<pg.PoolClient, number>();
  /** Part of the texts that a pooler keeps, which it knows statements by, whatever their names. */
  private edition = '';

  constructor(private readonly connections: DatabaseConnections) {
    this.pool = new pg.Pool({
      ...connections.options(MAX_PIPELINE_CONNECTIONS, PLANNING_SETTINGS),
      pipeline: true,
    });
    this.pool.on('error', () => undefined); // an idle connection was lost: the next transaction opens another
  }

  onApplicationShutdown(): Promise<void> {
    return this.pool.end();
  }

  /**
   * Resolves after the commit; when it rejects, only a lost connection leaves the outcome open. Repeated once when a
   * migration has changed the columns of a statement since it was prepared.
   */
  async transaction<Found, Done>(work: PipelinedTransaction<Found, Done>): Promise<Done> {
    try {
      return await this.attempt(work);
    } catch (error) {
      if (!isStalePlan(error)) throw error;
      this.prepareAnew();
      return this.attempt(work);
    }
  }

  /**
   * Statements that do not depend on each other, in a single round trip; each is a transaction of its own, and settles
   * when it is committed or has failed.
   */
  async statements<T>(send: (send: SendStatement) => Promise<T>[]): Promise<PromiseSettledResult<T>[]> {
    const client = await this.connect();
    const settled = await Promise.allSettled(inOnePacket(client, () => send(this.senderOf(client))));
    // A repeated key leaves the connection as it was; after any other failure its statements are prepared anew.
    const failures = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    if (failures.some(isStalePlan)) this.prepareAnew();
    client.release(failures.some((failure) => !isRepeatedKey(failure)));
    return settled;
  }

  /** @throws DatabaseUnavailable also when the history has changed meanwhile */
  private async connect(): Promise<pg.PoolClient> {
    const { history } = this.connections;
    const { changes } = history;
    const client = await this.pool.connect();
    try {
      history.assertSettled(changes);
      return client;
    } catch (error) {
      client.release();
      throw error;
    }
  }

  private senderOf(client: pg.PoolClient): SendStatement {
    const generation = this.planGenerationOf(client);
    return async (statement, ...values) =>
      (await client.query({ ...this.prepared(statement, generation), values })).rows as never;
  }

  private prepared({ name, text }: PreparedStatement, generation: number): { name?: string; text: string } {
    const { isPooled, keepsStatements } = this.connections;
    if (!isPooled) return { name: `${name}-${generation}`, text };
    // The next transaction is given another connection, which knows no statement of this one unless the pooler cares for it.
    if (!keepsStatements) return { text };
    const edition = `${this.edition}${generation}`;
    return { name: `${name}-${edition}`, text: `/* ${edition} */ ${text}` };
  }

  /** A pooler's connections outlive those of this process, and with them plans that a migration has made stale. */
  private prepareAnew(): void {
    this.edition = `${randomBytes(4).toString('hex')}-`;
  }

  private async attempt<Found, Done>(work: PipelinedTransaction<Found, Done>): Promise<Done> {
    const client = await this.connect();
    const send = this.senderOf(client);
    try {
      const [, found] = await inOnePacket(client, () =>
        Promise.all([client.query(this.connections.beginning(PLANNING_SETTINGS)), work.begin(send)]),
      );
      const [done, { command }] = await inOnePacket(client, () =>
        Promise.all([work.end(send, found), client.query('COMMIT')]),
      );
      // PostgreSQL answers the COMMIT of a failed transaction with a ROLLBACK, not with an error.
      if (command !== 'COMMIT') throw new Error('The transaction was rolled back');
      client.release();
      return done;
    } catch (error) {
      // The connection is closed, and with it whatever is still open on it and every statement it has prepared.
      client.release(true);
      throw error;
    }
  }

  /**
   * Increases whenever a connection has run twice as many transactions as before; each statement is then planned anew.
   * On an empty table all indexes are equally good, and PostgreSQL would keep its choice until it gathers statistics.
   */
  private planGenerationOf(client: pg.PoolClient): number {
    const transactions = (this.transactions.get(client) ?? 0) + 1;
    this.transactions.set(client, transactions);
    return Math.floor(Math.log2(transactions));
  }
}

/**
 * Whether a migration has changed the columns of a prepared statement. PostgreSQL's code 0A000 alone stands for any
 * feature that is not supported; its text is in the language of the server, the name of its function is not.
 */
function isStalePlan(error: unknown): boolean {
  const { code, message, routine } = Object(error) as Partial<pg.DatabaseError>;
  const isPlan = routine === 'RevalidateCachedQuery' || message === 'cached plan must not change result type';
  return code === '0A000' && isPlan;
}
