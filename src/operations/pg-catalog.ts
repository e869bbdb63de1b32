import type { ClientBase } from 'pg';

/**
 * A table with the columns that hold data. Everything here is read from PostgreSQL's catalog, so that a version also
 * backs up tables that a later version has added.
 */
export interface Table {
  name: string;
  columns: string[];
}

/** Makes the text of a value independent of the settings of server and role. */
export const PLAIN_TEXT_SETTINGS = `SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
  SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1;
  SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`;

export async function migrationsOf(client: ClientBase): Promise<string[]> {
  if (!(await exists(client, 'migrations'))) return [];
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM migrations ORDER BY "timestamp"`);
  return rows.map(({ name }) => name);
}

/** Every table except the list of migrations, which the manifest holds, and unlogged tables, which only running processes use. */
export async function tablesOf(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT c.relname::text AS name,
       (SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns
     FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p' AND c.relname <> 'migrations'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY c.relname`,
  );
  return rows;
}

/** The keys of all files that rows refer to: attachments, avatars, the server's picture and its emoji, if this schema has them. */
export async function uploadKeysOf(client: ClientBase): Promise<string[]> {
  const logo = `UNION SELECT (value #>> '{}') || size FROM settings, unnest(ARRAY['-256', '-64']) AS size WHERE key = 'logo'`;
  const emoji = `UNION SELECT key || part FROM custom_emoji, unnest(ARRAY['-128', CASE WHEN animated THEN '-1' END]) AS part`;
  const { rows } = await client.query<{ key: string }>(
    `SELECT key FROM (
       SELECT unnest(ARRAY[key, thumbnail_key, received_key]) AS key FROM attachments
       UNION SELECT unnest(ARRAY[avatar_key || '-256', avatar_key || '-64']) FROM users
       ${(await exists(client, 'settings')) ? logo : ''}
       ${(await exists(client, 'custom_emoji')) ? emoji : ''}
     ) AS named WHERE key IS NOT NULL ORDER BY key`,
  );
  return rows.map(({ key }) => key);
}

export async function hasUsers(client: ClientBase): Promise<boolean> {
  if (!(await exists(client, 'users'))) return false;
  return (await client.query('SELECT FROM users LIMIT 1')).rowCount === 1;
}

/** The number of other connections to this database. */
export async function othersConnected(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ others: number }>(
    `SELECT count(*)::int AS others FROM pg_stat_activity
     WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()`,
  );
  return rows[0]?.others ?? 0;
}

export interface ForeignKey {
  table: string;
  name: string;
  definition: string;
}

/** Of these tables, and of others that refer to them. */
export async function foreignKeysOf(client: ClientBase, tables: string[]): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND (conrelid = ANY ($1::regclass[]) OR confrelid = ANY ($1::regclass[]))`,
    [tables],
  );
  return rows;
}

/** Serial and identity columns, each with its sequence. */
export async function sequencesOf(client: ClientBase, tables: string[]) {
  const { rows } = await client.query<{ table: string; column: string; counter: string }>(
    `SELECT attrelid::regclass::text AS table, quote_ident(attname) AS column,
       pg_get_serial_sequence(attrelid::regclass::text, attname) AS counter
     FROM pg_attribute WHERE attrelid = ANY ($1::regclass[]) AND attnum > 0 AND NOT attisdropped
       AND pg_get_serial_sequence(attrelid::regclass::text, attname) IS NOT NULL`,
    [tables],
  );
  return rows;
}

async function exists(client: ClientBase, table: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(`SELECT to_regclass($1) IS NOT NULL AS found`, [table]);
  return rows[0]?.found === true;
}
