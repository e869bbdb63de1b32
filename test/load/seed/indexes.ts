import type pg from 'pg';

/**
 * Takes away what makes each row of a large load slow, and answers what puts it back. In the transaction of the load:
 * a seed that fails leaves everything as it was.
 */
export async function withoutIndexes(client: pg.Client, table: string): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
     WHERE i.indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
    [table],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return async () => {
    await client.query(`SET LOCAL maintenance_work_mem = '1GB'`);
    for (const { definition, name } of rows) {
      const began = Date.now();
      await client.query(definition);
      console.log(`  ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
  };
}
