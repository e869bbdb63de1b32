import type { QueryRunner } from 'typeorm';
import { withShortLocks } from './lock-retry.ts';

/**
 * Steps of a migration during which everybody goes on reading and writing, however large the table is. A migration that
 * uses them says `transaction = false` and may be killed after any step: run again, it goes on. Within a transaction (a
 * restore, which has the database for itself) each does the same in the plain way.
 */

const BATCH_ROWS = 2_000;

interface Index {
  name: string;
  /** From `ON` to the end of the statement: `ON messages (room_id, seq) WHERE …`. */
  on: string;
  unique?: boolean;
}

/** What a killed attempt left is invalid: it is dropped and made again. */
export async function createIndex(runner: QueryRunner, { name, on, unique = false }: Index): Promise<void> {
  const create = (how: string) => `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${how} ${name} ${on}`;
  if (runner.isTransactionActive) {
    await runner.query(create('IF NOT EXISTS'));
    return;
  }
  if ((await indexesLike(runner, name)).some((index) => index.name === name && index.valid)) return;
  await dropIndex(runner, name);
  await patiently(runner, create('CONCURRENTLY'));
}

export async function dropIndex(runner: QueryRunner, name: string): Promise<void> {
  if (runner.isTransactionActive) await runner.query(`DROP INDEX IF EXISTS ${name}`);
  else await patiently(runner, `DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}

/** Builds an index anew, as after a change of the function that it rests on. Until the end the old one is read. */
export async function rebuildIndex(runner: QueryRunner, name: string): Promise<void> {
  if (runner.isTransactionActive) {
    await runner.query(`REINDEX INDEX ${name}`);
    return;
  }
  // PostgreSQL names the new one so until it takes the place of the old one.
  for (const left of await indexesLike(runner, `${name}\\_cc%`)) if (!left.valid) await dropIndex(runner, left.name);
  await patiently(runner, `REINDEX INDEX CONCURRENTLY ${name}`);
}

interface Constraint {
  table: string;
  name: string;
  /** From `FOREIGN KEY` or `CHECK` to the end. */
  definition: string;
}

/** New rows are checked at once; existing rows are validated without blocking writers. */
export const addForeignKey = (runner: QueryRunner, key: Constraint): Promise<void> => addConstraint(runner, key);

/** The same for a check. */
export const addCheck = (runner: QueryRunner, check: Constraint): Promise<void> => addConstraint(runner, check);

async function addConstraint(runner: QueryRunner, { table, name, definition }: Constraint): Promise<void> {
  await withShortLocks(runner, async () => {
    if (await hasConstraint(runner, table, name)) return;
    await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition} NOT VALID`);
  });
  await patiently(runner, `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`);
}

/** No row is looked at under a lock: PostgreSQL takes the word of a check that was validated before. */
export async function setNotNull(runner: QueryRunner, table: string, column: string): Promise<void> {
  const check = `${table}_${column}_present`;
  await withShortLocks(runner, async () => {
    if (await hasConstraint(runner, table, check)) return;
    await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID`);
  });
  await patiently(runner, `ALTER TABLE ${table} VALIDATE CONSTRAINT ${check}`);
  await withShortLocks(runner, async () => {
    await runner.query(`ALTER TABLE ${table} ALTER ${column} SET NOT NULL`);
    await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${check}`);
  });
}

interface Update {
  table: string;
  /** Columns with their new values. */
  set: string;
  /** Which rows still need it: those that have it already are left alone. */
  where: string;
}

/** Updates the rows of a table with a key `id`, 2,000 at a time, each lot in a transaction of its own. */
export async function updateInBatches(runner: QueryRunner, { table, set, where }: Update): Promise<void> {
  let after: string | undefined = '00000000-0000-0000-0000-000000000000';
  while (after !== undefined) {
    const from = after;
    let rows: { id: string }[] = [];
    await withShortLocks(runner, async () => {
      rows = (await runner.query(
        `WITH batch AS (SELECT id FROM ${table} WHERE id > $1 ORDER BY id LIMIT ${BATCH_ROWS}),
         updated AS (UPDATE ${table} SET ${set} WHERE id IN (SELECT id FROM batch) AND (${where}))
         SELECT id FROM batch ORDER BY id DESC LIMIT 1`,
        [from],
      )) as { id: string }[];
    });
    after = rows[0]?.id;
  }
}

/** Repeats a statement that deletes or inserts a bounded number of rows and returns one row for each, until it finds none. */
export async function repeatInBatches(runner: QueryRunner, statement: string): Promise<void> {
  let isDone = false;
  while (!isDone)
    await withShortLocks(runner, async () => {
      const [{ changed } = { changed: 0 }] = (await runner.query(
        `WITH changed AS (${statement}) SELECT count(*)::int AS changed FROM changed`,
        [BATCH_ROWS],
      )) as { changed: number }[];
      isDone = changed === 0;
    });
}

/** Waits for older transactions to end, as these statements must: what they hold meanwhile hinders no reader or writer. */
async function patiently(runner: QueryRunner, statement: string): Promise<void> {
  if (!runner.isTransactionActive) await runner.query('SET lock_timeout = 0');
  await runner.query(statement);
  if (!runner.isTransactionActive) await runner.query('RESET lock_timeout');
}

async function indexesLike(runner: QueryRunner, pattern: string): Promise<{ name: string; valid: boolean }[]> {
  return (await runner.query(
    `SELECT c.relname AS name, i.indisvalid AS valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relname LIKE $1`,
    [pattern],
  )) as { name: string; valid: boolean }[];
}

async function hasConstraint(runner: QueryRunner, table: string, name: string): Promise<boolean> {
  const found = (await runner.query(`SELECT FROM pg_constraint WHERE conrelid = $1::regclass AND conname = $2`, [
    table,
    name,
  ])) as unknown[];
  return found.length > 0;
}
