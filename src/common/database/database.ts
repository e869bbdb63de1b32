import { Global, Injectable, Module } from '@nestjs/common';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import pg from 'pg';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { connection } from '../../../ormconfig.ts';
import { Config } from '../config.ts';
import { poolOf } from './pg-internals.ts';
import { DatabaseConnections, DatabaseConnectionsModule } from './database-connections.ts';
import { HistoryEntity } from './history.entity.ts';
import { MAX_PIPELINE_CONNECTIONS, Pipeline } from './pipeline.ts';
import { asStatements, LIMITS } from './session-settings.ts';
import { TaskLeaseEntity } from './task-lease.entity.ts';
import { Problem } from '../problem.ts';

/** An open transaction: its statements are committed together or not at all. */
export type Tx = EntityManager;

/** The way to the database. Transactions are READ COMMITTED; events are published after their promise has resolved. */
@Injectable()
export class Database {
  constructor(
    @InjectDataSource() readonly source: DataSource,
    private readonly connections: DatabaseConnections,
  ) {}

  /** Notices that the database has another history although no connection was lost, as behind a pooler. */
  async verifyHistory(): Promise<void> {
    const client = await this.pool.connect();
    let broken: boolean | undefined;
    try {
      await this.connections.verify(client);
    } catch (error) {
      broken = true;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (!this.connections.isPooled) return this.source.transaction(work);
    return this.source.transaction(async (tx) => {
      await tx.query(asStatements(LIMITS));
      return work(tx);
    });
  }

  /** The rows of a statement outside a transaction, straight from the pool: through TypeORM it costs twice as much. */
  async query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    try {
      return (await this.pool.query(sql, values)).rows as Row[];
    } catch (error) {
      throw error instanceof pg.DatabaseError ? new QueryFailedError(sql, values, error) : error;
    }
  }

  /**
   * TypeORM's connections.
   * @throws Problem `unavailable` once they are closed, for work that began too late
   */
  get pool(): pg.Pool {
    const pool = poolOf(this.source);
    if (!pool) throw new Problem('unavailable', 'The connections to the database are closed');
    return pool;
  }
}

/** Rows of an INSERT, UPDATE or DELETE with RETURNING: TypeORM answers `[rows, count]` for the latter two. */
export async function returning<Row>(tx: Tx, sql: string, values: unknown[] = []): Promise<Row[]> {
  const answer = await tx.query<Row[] | [Row[], number]>(sql, values);
  return (Array.isArray(answer[0]) ? answer[0] : answer) as Row[];
}

@Global()
@Module({
  imports: [
    DatabaseConnectionsModule,
    TypeOrmModule.forFeature([HistoryEntity, TaskLeaseEntity]),
    TypeOrmModule.forRootAsync({
      inject: [Config, DatabaseConnections],
      useFactory: ({ env }: Config, connections: DatabaseConnections) => ({
        ...connection,
        extra: connections.options(env.DATABASE_POOL - MAX_PIPELINE_CONNECTIONS),
        autoLoadEntities: true,
        retryAttempts: 1,
      }),
    }),
  ],
  providers: [Database, Pipeline],
  exports: [Database, Pipeline],
})
export class DatabaseModule {}
