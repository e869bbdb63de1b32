import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';

const here = import.meta.dirname; // the repository's root under a TypeScript loader, dist/ when compiled

// seq, revision and sizes are far below 2^53; pg would hand bigint over as a string, and '10' < '9'.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Shared by the application (which lists its entities by class) and the command line. */
export const connection = {
  type: 'postgres',
  migrationsTransactionMode: 'each',
  synchronize: false,
  extra: {
    max: 10,
    // Limits in milliseconds: a long statement, lock or idle transaction ends with an error.
    statement_timeout: 5_000,
    lock_timeout: 2_000,
    idle_in_transaction_session_timeout: 5_000,
    connectionTimeoutMillis: 5_000,
    // A server that is gone without a farewell is noticed by the operating system, too.
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  },
} as const satisfies DataSourceOptions;

/** For the command line and migrations only: the globs import files dynamically, which Jest cannot do in a second suite. */
export const migratingSource = (url: string | undefined): DataSource =>
  new DataSource({
    ...connection,
    // Statements may take as long as a table is large; nothing is waited for that others hold.
    extra: { max: 2, lock_timeout: 2_000 },
    url,
    entities: [`${here}/src/**/*.entity.{js,ts}`],
    migrations: [`${here}/migrations/*.{js,ts}`],
  });

/** For TypeORM's own command line. */
export default migratingSource(process.env.DATABASE_URL);
