import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource, QueryRunner } from 'typeorm';
import { migratingSource } from '../../ormconfig.ts';
import { missingMigrations, nameOf } from '../../src/operations/migration-runner.ts';
import { olderDatabase } from './older-database.ts';

/** The locks that a transaction holds on tables that were there before it. */
const HELD = `
  SELECT c.relname AS table, array_agg(l.mode) AS modes FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
  WHERE l.pid = pg_backend_pid() AND l.granted AND c.relkind = 'r' AND c.relname = ANY ($1) GROUP BY 1`;

/** Locks of writers, and those that keep writers out. */
const OTHER_LOCKS = new Set(['RowExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock']);

type Held = Map<string, Set<string>>;

/**
 * The tables of which a stronger lock was taken. A writer that has begun and waits for the weaker one then fails with a
 * deadlock: each waits for what the other has.
 */
const upgraded = (before: Held, after: Held): string[] =>
  [...after].flatMap(([table, modes]) => {
    const earlier = before.get(table) ?? new Set();
    const isNew = modes.has('AccessExclusiveLock') && !earlier.has('AccessExclusiveLock');
    return isNew && [...earlier].some((mode) => OTHER_LOCKS.has(mode)) ? [table] : [];
  });

describe('the transactions of a migration', () => {
  let source: DataSource;
  let runner: QueryRunner;

  beforeAll(async () => {
    source = await (await migratingSource(await olderDatabase(1_000))).initialize();
    runner = source.createQueryRunner();
    await runner.connect();
  }, 60_000);

  afterAll(async () => {
    await runner.release();
    await source.destroy();
  });

  /** The runner of a migration, which looks at the locks after each statement. */
  function watched(tables: string[], found: string[]): QueryRunner {
    const query = runner.query.bind(runner);
    const held = async () => {
      const rows = (await query(HELD, [tables])) as { table: string; modes: string[] }[];
      return new Map(rows.map(({ table, modes }) => [table, new Set(modes)]));
    };
    return new Proxy(runner, {
      get(target, name) {
        if (name !== 'query') {
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        }
        return async (statement: string, parameters?: unknown[]) => {
          const before = target.isTransactionActive ? await held() : new Map<string, Set<string>>();
          const result: unknown = await query(statement, parameters);
          if (target.isTransactionActive) found.push(...upgraded(before, await held()));
          return result;
        };
      },
    });
  }

  test('never ask for a stronger lock of a table than they have', async () => {
    const tables = (await runner.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)) as {
      tablename: string;
    }[];
    const names = tables.map(({ tablename }) => tablename);
    const found: Record<string, string[]> = {};
    for (const migration of await missingMigrations(source, runner)) {
      const upgrades: string[] = [];
      if (migration.transaction !== false) await runner.startTransaction();
      await migration.up(watched(names, upgrades));
      if (migration.transaction !== false) await runner.commitTransaction();
      if (upgrades.length) found[nameOf(migration)] = upgrades;
    }
    expect(found).toEqual({});
  }, 60_000);
});
