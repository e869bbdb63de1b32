import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MigrationInterface } from 'typeorm';
import { DataSource } from '../support/server-packages.ts';
import { connection } from '../../ormconfig.ts';
import { startApp, type TestApp } from '../support/app.ts';

const FOLDER = join(import.meta.dirname, '../../migrations');

/** Everything that a migration makes: tables, columns, constraints, indexes, and the rows that are there from the start. */
const SCHEMA = `
  SELECT 'column' AS what, table_name || '.' || column_name AS name, data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS how
  FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT 'lobby', code, name FROM rooms WHERE lobby ORDER BY 1, 2`;

describe('the schema', () => {
  let app: TestApp;
  let database: InstanceType<typeof DataSource>;

  beforeAll(async () => {
    app = await startApp();
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));
    const modules = await Promise.all(files.map((name) => import(join(FOLDER, name)) as Promise<object>));
    const migrations = modules.flatMap((module) => Object.values(module) as (new () => MigrationInterface)[]);
    database = await new DataSource({ ...connection, url: app.databaseUrl, migrations }).initialize();
  });

  afterAll(async () => {
    await database.destroy();
    await app.close();
  });

  test('agrees with the entities', async () => {
    const { upQueries } = await app.nest.get(DataSource).driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  test('is known to the planner as soon as it is made', async () => {
    // The application has its tables from a database that the command line has migrated.
    const rows = await database.query<unknown[]>(`SELECT FROM pg_class WHERE relname = 'rooms' AND reltuples = 1`);
    expect(rows).toHaveLength(1);
  });

  test('can be taken down to nothing and made again', async () => {
    const before = await database.query<unknown[]>(SCHEMA);
    for (let left = database.migrations.length; left > 0; left--)
      await database.undoLastMigration({ transaction: 'each' });
    const left = await database.query<unknown[]>(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    expect(left).toEqual([{ tablename: 'migrations' }]);
    await database.runMigrations();
    expect(await database.query(SCHEMA)).toEqual(before);
    expect(before.length).toBeGreaterThan(100);
  });
});
