import { setTimeout as delay } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { migratingSource } from '../../ormconfig.ts';
import { MIGRATION_LOCK_KEY, migrateStepByStep } from './migration-runner.ts';

/** A migration that takes longer is named with its time. */
const REPORTED_AFTER_MS = 500;
const TURN_POLL_MS = 300;

/**
 * Brings a database to this version. Several processes that start together take turns.
 * @param report is given a line for each step that takes its time
 * @returns the report for the operator
 * @throws Error of PostgreSQL; the migrations before the one that failed are done, and a second call goes on
 */
export async function migrate(databaseUrl: string, report: (line: string) => void): Promise<string> {
  const source = await (await migratingSource(databaseUrl)).initialize();
  const runner = source.createQueryRunner();
  try {
    await waitForTurn(runner, report);
    const count = await migrateStepByStep(source, runner, (name, milliseconds) => {
      if (milliseconds > REPORTED_AFTER_MS) report(`${name}: ${(milliseconds / 1_000).toFixed(1)} s`);
    });
    // Plans rest on what is known of the tables, and of a table that a migration has changed nothing is until ANALYZE.
    if (count) await runner.query('ANALYZE');
    return count ? `The database is up to date: ${count} migrations ran.` : 'The database was up to date.';
  } finally {
    await runner.release(); // which gives back the lock
    await source.destroy();
  }
}

/** Asks again and again: a statement that waits for the lock would itself be waited for by an index that is made concurrently. */
async function waitForTurn(runner: QueryRunner, report: (line: string) => void): Promise<void> {
  for (let isFirst = true; !(await lock(runner)); isFirst = false) {
    if (isFirst) report('Another process is migrating this database: waiting for it.');
    await delay(TURN_POLL_MS);
  }
}

async function lock(runner: QueryRunner): Promise<boolean> {
  const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS locked', [MIGRATION_LOCK_KEY])) as {
    locked: boolean;
  }[];
  return row?.locked === true;
}
