import { statfs } from 'node:fs/promises';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { migratingSource } from '../../ormconfig.ts';
import { VERSION } from '../common/version.ts';
import { missingMigrations, nameOf, unknownMigrations } from './migration-runner.ts';
import { statementsOf } from './recorded-statements.ts';
import { secondsOf, type TableSize, tablesIn } from './upgrade-estimate.ts';

const MIN_POSTGRES = 18;
/** Any statement on a smaller table is done at once. */
const LARGE_ROWS = 1_000;

/**
 * What an upgrade of this database to this version would do. Changes nothing.
 * @returns the report for the operator
 * @throws Error with one line when the database is of a newer version, or PostgreSQL is too old
 */
export async function upgradeCheck(databaseUrl: string): Promise<string> {
  const source = await (await migratingSource(databaseUrl)).initialize();
  const runner = source.createQueryRunner();
  try {
    const version = `Parley ${VERSION} on PostgreSQL ${await assertPostgres(runner)}`;
    await assertNoDowngrade(source, runner);
    const missing = await missingMigrations(source, runner);
    if (!missing.length) return `${version}: nothing to do, the database has every migration of this version.`;
    if (missing.length === source.migrations.length) return `${version}: a new database, which is made at once.`;
    const tables = await sizesOf(runner);
    return [
      `${version}: ${missing.length} migrations to run.`,
      ...(await describeAll(missing, tables)),
      await disk(runner),
    ].join('\n');
  } finally {
    await runner.release();
    await source.destroy();
  }
}

async function assertPostgres(runner: QueryRunner): Promise<string> {
  const [row] = (await runner.query('SHOW server_version')) as { server_version: string }[];
  const found = row?.server_version ?? '';
  if (Number.parseInt(found, 10) < MIN_POSTGRES)
    throw new Error(`PostgreSQL ${found} is too old: this version needs ${MIN_POSTGRES} or newer`);
  return found;
}

async function assertNoDowngrade(source: DataSource, runner: QueryRunner): Promise<void> {
  const unknown = await unknownMigrations(source, runner);
  if (!unknown.length) return;
  throw new Error(
    `The database is of a newer Parley than this ${VERSION}, which does not know ${unknown.join(', ')}. ` +
      'Only the version right before that one runs on it; to go further back, restore a backup of then',
  );
}

async function sizesOf(runner: QueryRunner): Promise<TableSize[]> {
  return (await runner.query(
    `SELECT c.relname AS name, greatest(c.reltuples, 0)::float AS rows, pg_total_relation_size(c.oid)::float AS bytes,
       ARRAY(SELECT i.indexrelid::regclass::text FROM pg_index i WHERE i.indrelid = c.oid) AS indexes
     FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname`,
  )) as TableSize[];
}

async function describeAll(missing: MigrationInterface[], tables: TableSize[]): Promise<string[]> {
  const lines: string[] = [];
  let seconds = 0;
  for (const migration of missing) {
    const statements = await statementsOf(migration);
    const took = statements.reduce((sum, statement) => sum + secondsOf(statement, tables), 0);
    const large = tables.filter(({ rows, name }) => rows >= LARGE_ROWS && touches(statements, name, tables));
    lines.push(`  ${nameOf(migration)}: ${duration(took)}${large.length ? `, ${large.map(describe).join(', ')}` : ''}`);
    seconds += took;
  }
  return [...lines, `In all ${duration(seconds)}, during which Parley may run: writers wait for less than a second.`];
}

const touches = (statements: string[], name: string, tables: TableSize[]): boolean =>
  statements.some((statement) => tablesIn(statement, tables).some((table) => table.name === name));

const describe = ({ name, rows, bytes }: TableSize): string =>
  `${name} (about ${Math.round(rows).toLocaleString('en-US')} rows, ${megabytes(bytes)})`;

const duration = (seconds: number): string =>
  seconds < 1 ? 'at once' : seconds < 90 ? `about ${Math.ceil(seconds)} s` : `about ${Math.ceil(seconds / 60)} min`;

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_048_576).toLocaleString('en-US')} MB`;

/** An index that is built anew stands beside the old one until it is done. */
async function disk(runner: QueryRunner): Promise<string> {
  const [row] = (await runner.query(`
    SELECT coalesce(max(pg_relation_size(indexrelid)), 0)::float AS largest FROM pg_index
    WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)`)) as {
    largest: number;
  }[];
  const needed = `PostgreSQL needs up to ${megabytes((row?.largest ?? 0) * 2)} more on its disk meanwhile`;
  const free = await freeBytes(runner);
  return free === undefined
    ? `${needed}; how much is free can be seen on its own machine only.`
    : `${needed}; ${megabytes(free)} are free.`;
}

/** Undefined when PostgreSQL runs elsewhere, or does not say where its data lie. */
async function freeBytes(runner: QueryRunner): Promise<number | undefined> {
  try {
    const [row] = (await runner.query(
      `SELECT current_setting('data_directory') AS folder, coalesce(host(inet_server_addr()), 'socket') AS address`,
    )) as { folder: string; address: string }[];
    if (!row || !['socket', '127.0.0.1', '::1'].includes(row.address)) return undefined;
    const { bavail, bsize } = await statfs(row.folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
