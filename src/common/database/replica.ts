import { Global, Injectable, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import { Config } from '../config.ts';
import { metrics } from '../observability/metrics.ts';
import { ScheduledTasks } from '../scheduled-tasks.ts';
import { Database } from './database.ts';
import { type Position, ReplicaPositions } from './replica-positions.ts';

/** A replica that is further behind is not read. */
export const MAX_REPLICA_LAG_MS = 10_000;
const CHECK_INTERVAL_MS = 1_000;
const CONNECT_TIMEOUT_MS = 1_000;
/** Longer than any statement that is sent there may take: a replica that hangs costs a reader no more. */
const ANSWER_TIMEOUT_MS = 3_000;
const MAX_CONNECTIONS = 4;
/** PostgreSQL's query_canceled: the limit of the statement, which would end it on the primary as well. */
const STATEMENT_TIMEOUT = '57014';

const NOT_ASKED = 'it was not asked yet';

const PRIMARY = `SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::text AS lsn, coalesce(max(generation), 1) AS generation FROM histories`;
const REPLICA = `SELECT CASE WHEN pg_is_in_recovery() THEN (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::text END AS lsn,
  coalesce(max(generation), 1) AS generation FROM histories`;

type PositionRow = { lsn: string | null; generation: number };

/** The rows of a statement, in a transaction on the replica. */
export type ReplicaQuery = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;

/**
 * A streaming replica for reads that may be some seconds old (`DATABASE_REPLICA_URL`). It is asked before each read how far
 * it is: one that is away, too far behind, or promoted is not read, and the primary answers instead.
 */
@Injectable()
export class Replica implements OnApplicationShutdown {
  private readonly logger = new Logger('Replica');
  private readonly pool?: pg.Pool;
  private readonly positions = new ReplicaPositions();
  /** Why it is not read, as of the last check; empty when it is. */
  private reason = NOT_ASKED;

  constructor(
    { env }: Config,
    private readonly database: Database,
    tasks: ScheduledTasks,
  ) {
    if (env.DATABASE_REPLICA_URL === undefined) return;
    this.pool = new pg.Pool({
      connectionString: env.DATABASE_REPLICA_URL,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      application_name: 'parley-replica',
    });
    this.pool.on('error', () => undefined); // an idle connection has ended: the next read opens another
    tasks.onEveryNode(CHECK_INTERVAL_MS, 'replica', () => this.check());
  }

  /** Does the work there. @returns undefined where it cannot be read: the primary is to be asked */
  async read<T>(work: (query: ReplicaQuery) => Promise<T>): Promise<T | undefined> {
    if (!this.pool) return undefined;
    const answer = this.reason ? undefined : await this.tryToRead(this.pool, work);
    metrics.replicaReads.inc({ by: answer ? 'replica' : 'primary' });
    return answer?.value;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.end();
  }

  private async tryToRead<T>(pool: pg.Pool, work: (query: ReplicaQuery) => Promise<T>) {
    try {
      return { value: await this.inTransaction(pool, work) };
    } catch (error) {
      if (error instanceof QueryFailedError && codeOf(error.driverError) === STATEMENT_TIMEOUT) throw error;
      this.note(error);
      return undefined;
    }
  }

  private async inTransaction<T>(pool: pg.Pool, work: (query: ReplicaQuery) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken = true;
    try {
      await client.query('BEGIN TRANSACTION READ ONLY');
      this.assertFresh((await client.query<PositionRow>(REPLICA)).rows[0]);
      const value = await work(async <Row>(sql: string, values: unknown[] = []) => {
        try {
          return (await client.query(sql, values)).rows as Row[];
        } catch (error) {
          throw error instanceof pg.DatabaseError ? new QueryFailedError(sql, values, error) : error;
        }
      });
      await client.query('COMMIT');
      broken = false;
      return value;
    } finally {
      client.release(broken);
    }
  }

  /** Asks both where they are, so that a read need not wait for a replica that is away. */
  private async check(): Promise<void> {
    if (!this.pool) return;
    try {
      const at = performance.now();
      const position = positionOf((await this.database.query<PositionRow>(PRIMARY))[0]);
      if (position) this.positions.note(at, position);
      this.assertFresh((await this.pool.query<PositionRow>(REPLICA)).rows[0]);
      if (this.reason) this.logger.log('The replica is read');
      this.reason = '';
    } catch (error) {
      this.note(error);
    }
  }

  /** @throws Error that says why it must not be read */
  private assertFresh(row: PositionRow | undefined): void {
    const position = positionOf(row);
    if (!position) throw new Error('it is no standby');
    const lag = this.positions.lagOf(position, performance.now());
    metrics.replicaLag.set(Number.isFinite(lag) ? lag / 1_000 : -1);
    if (lag > MAX_REPLICA_LAG_MS)
      throw new Error(Number.isFinite(lag) ? `it is ${Math.round(lag / 1_000)} s behind` : 'it is far behind');
  }

  private note(error: unknown): void {
    const before = this.reason;
    this.reason = error instanceof Error ? error.message : String(error);
    if (!before || before === NOT_ASKED)
      this.logger.warn(`The replica is not read, the primary is instead: ${this.reason}`);
  }
}

const positionOf = (row: PositionRow | undefined): Position | undefined =>
  row?.lsn == null ? undefined : { lsn: BigInt(row.lsn), generation: row.generation };

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

@Global()
@Module({ providers: [Replica], exports: [Replica] })
export class ReplicaModule {}
