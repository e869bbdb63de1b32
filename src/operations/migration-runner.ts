import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../common/database/lock-retry.ts';

/** The advisory lock of every process that migrates this database. */
export const MIGRATION_LOCK_KEY = 7_275_539;

/**
 * Brings the schema to exactly these migrations: runs the missing ones and reverts the others. Within the caller's
 * transaction, so that it is never done by half.
 */
export async function migrateTo(source: DataSource, runner: QueryRunner, names: string[]): Promise<void> {
  await runner.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK_KEY]);
  await makeList(runner);
  const done = await applied(runner);
  for (const migration of known(source).toReversed())
    if (done.has(nameOf(migration)) && !names.includes(nameOf(migration))) await undo(runner, migration);
  for (const migration of known(source))
    if (!done.has(nameOf(migration)) && names.includes(nameOf(migration))) await run(runner, migration);
}

export async function migrateAll(source: DataSource, runner: QueryRunner): Promise<void> {
  await makeList(runner);
  const done = await applied(runner);
  for (const migration of known(source)) if (!done.has(nameOf(migration))) await run(runner, migration);
}

/**
 * Runs the missing migrations, oldest first, each in a transaction of its own unless it says that it needs none.
 * @param report is told the name of each and how long it took
 * @returns how many ran
 */
export async function migrateStepByStep(
  source: DataSource,
  runner: QueryRunner,
  report: (name: string, milliseconds: number) => void,
): Promise<number> {
  await makeList(runner);
  const missing = await missingMigrations(source, runner);
  for (const migration of missing) {
    const began = performance.now();
    if (migration.transaction === false) await run(runner, migration);
    else await withShortLocks(runner, () => run(runner, migration));
    report(nameOf(migration), performance.now() - began);
  }
  return missing.length;
}

/** Those that this version has and the database has not, oldest first. */
export async function missingMigrations(source: DataSource, runner: QueryRunner): Promise<MigrationInterface[]> {
  const done = await applied(runner);
  return known(source).filter((migration) => !done.has(nameOf(migration)));
}

/** The names of those that a newer version has run. */
export async function unknownMigrations(source: DataSource, runner: QueryRunner): Promise<string[]> {
  const names = new Set(source.migrations.map(nameOf));
  return [...(await applied(runner))].filter((name) => !names.has(name));
}

/** Oldest first. */
const known = (source: DataSource): MigrationInterface[] => source.migrations.toSorted((a, b) => timeOf(a) - timeOf(b));

/** Creates the list as TypeORM does, including the name of its key. */
async function makeList(runner: QueryRunner): Promise<void> {
  await runner.query(
    `CREATE TABLE IF NOT EXISTS migrations (
       id serial CONSTRAINT "PK_8c82d7f526340ab734260ea46be" PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL)`,
  );
}

async function applied(runner: QueryRunner): Promise<Set<string>> {
  const [list] = (await runner.query(`SELECT to_regclass('migrations') AS name`)) as { name: string | null }[];
  if (!list?.name) return new Set();
  const rows = (await runner.query('SELECT name FROM migrations')) as { name: string }[];
  return new Set(rows.map(({ name }) => name));
}

async function run(runner: QueryRunner, migration: MigrationInterface): Promise<void> {
  const name = nameOf(migration);
  await migration.up(runner);
  await runner.query('INSERT INTO migrations ("timestamp", name) VALUES ($1, $2)', [timeOf(migration), name]);
}

async function undo(runner: QueryRunner, migration: MigrationInterface): Promise<void> {
  await migration.down(runner);
  await runner.query('DELETE FROM migrations WHERE name = $1', [nameOf(migration)]);
}

/** As TypeORM records it: the name of the migration, or of its class, which ends with 13 digits. */
export const nameOf = (migration: MigrationInterface): string => migration.name ?? migration.constructor.name;

const timeOf = (migration: MigrationInterface): number => Number(nameOf(migration).slice(-13));
