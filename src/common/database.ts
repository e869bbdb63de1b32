import { Global, Injectable, Module } from '@nestjs/common';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { connection } from '../../ormconfig.ts';
import { Config } from './config.ts';
import { Pipeline } from './pipeline.ts';

/** An open transaction; whatever is done through it is committed together or not at all. */
export type Tx = EntityManager;

/** The one way to write: READ COMMITTED, and what is emitted waits until the promise resolves. */
@Injectable()
export class Database {
  constructor(@InjectDataSource() readonly source: DataSource) {}

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.source.transaction(work);
  }

  query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.source.query<Row[]>(sql, values);
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
