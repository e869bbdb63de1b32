import type { ClientBase } from 'pg';

/** Work memory for an index: more than PostgreSQL's 64 MB, and what a small server has. */
const MAINTENANCE_MEMORY = '256MB';

interface Structure {
  table: string;
  name: string;
  definition: string;
}

/** What makes each row of a large load slow: given to `rebuild` afterwards, to be built from all rows at once. */
export interface DroppedIndexes {
  /** Primary keys and unique constraints. */
  constraints: Structure[];
  indexes: Structure[];
}

/** Within the transaction of the load: one that fails leaves everything as it was. Foreign keys that rest on them are gone already. */
export async function dropIndexes(client: ClientBase, tables: string[]): Promise<DroppedIndexes> {
  const { rows: constraints } = await client.query<Structure>(
    `SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype IN ('p', 'u', 'x') AND conrelid = ANY ($1::regclass[]) ORDER BY 1, 2`,
    [tables],
  );
  const indexes = await dropPlainIndexes(client, tables);
  for (const { table, name } of constraints) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  return { constraints, indexes };
}

/** Those that no constraint rests on. */
export async function dropPlainIndexes(client: ClientBase, tables: string[]): Promise<Structure[]> {
  const { rows } = await client.query<Structure>(
    `SELECT i.indrelid::regclass::text AS table, i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
     FROM pg_index i
     WHERE i.indrelid = ANY ($1::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
     ORDER BY 1, 2`,
    [tables],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return rows;
}

/** @param each does the work of one of them, whose name it is given */
export async function rebuildIndexes(
  client: ClientBase,
  { constraints, indexes }: DroppedIndexes,
  each: (name: string, work: () => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  await client.query(`SET LOCAL maintenance_work_mem = '${MAINTENANCE_MEMORY}'`);
  for (const { table, name, definition } of constraints)
    await each(name, () => client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`));
  for (const { name, definition } of indexes) await each(name, () => client.query(definition));
}
