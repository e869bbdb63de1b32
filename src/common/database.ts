import { Global, Injectable, Module } from '@nestjs/common';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import pg from 'pg';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { connection } from '../../ormconfig.ts';
import { Config } from './config.ts';
import { Pipeline } from './pipeline.ts';
import { Problem } from './problem.ts';

/** An open transaction; whatever is done through it is committed together or not at all. */
export type Tx = EntityManager;

/** The one way to write: READ COMMITTED, and what is emitted waits until the promise resolves. */
@Injectable()
export class Database {
  constructor(@InjectDataSource() readonly source: DataSource) {}

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.source.transaction(work);
  }

  /** One statement by itself, and its rows. Straight from the pool: on the way through TypeORM it costs twice as much. */
  async query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    try {
      return (await this.pool.query(sql, values)).rows as Row[];
    } catch (error) {
      throw error instanceof pg.DatabaseError ? new QueryFailedError(sql, values, error) : error;
    }
  }

  /**
   * TypeORM's connections.
   * @throws Problem `unavailable` once they are closed: something was begun too late
   */
  get pool(): pg.Pool {
    const { master } = this.source.driver as unknown as { master?: pg.Pool };
    if (!master) throw new Problem('unavailable', 'The connections to the database are closed');
    return master;
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
    TypeOrmModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        ...connection,
        url: config.env.DATABASE_URL,
        autoLoadEntities: true,
        retryAttempts: 1,
      }),
    }),
  ],
  providers: [Database, Pipeline],
  exports: [Database, Pipeline],
})
export class DatabaseModule {}
