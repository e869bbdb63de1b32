import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { DataSource, type DataSourceOptions, type MigrationInterface } from 'typeorm';

type MigrationClass = new () => MigrationInterface;

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

/** The classes of all migrations. */
export async function loadMigrations(): Promise<MigrationClass[]> {
  const files = readdirSync(join(here, 'migrations')).filter(
    (name) => /\.(js|ts)$/.test(name) && !name.endsWith('.d.ts'),
  );
  const modules = await Promise.all(
    files.map((name) => import(pathToFileURL(join(here, 'migrations', name)).href) as Promise<object>),
  );
  return modules.flatMap((module) => Object.values(module) as MigrationClass[]);
}

/** A source for migrations and restores. Connects when it is initialized. */
export const migratingSource = async (url: string, extra: Record<string, number> = {}): Promise<DataSource> =>
  new DataSource({
    ...connection,
    // Statements may take as long as a table is large; nothing is waited for that others hold.
    extra: { max: 2, lock_timeout: 2_000, ...extra },
    url,
    migrations: await loadMigrations(),
  });

/**
 * For TypeORM's own command line, which compares the entities with the database. Nothing else uses globs: TypeORM imports
 * their files by code it makes at run time, which two suites of Jest in one process cannot share.
 */
export default new DataSource({
  ...connection,
  url: process.env.DATABASE_URL,
  entities: [`${here}/src/**/*.entity.{js,ts}`],
  migrations: [`${here}/migrations/*.{js,ts}`],
});
