import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { dropIndexes, rebuildIndexes } from './deferred-indexes.ts';
import { type Report, withProgress } from './progress.ts';
import { sequencesOf, foreignKeysOf, PLAIN_TEXT_SETTINGS, tablesOf } from './pg-catalog.ts';
import { type TableFile, tablePath } from './manifest.ts';

/**
 * Replaces the content of the tables by the files. Foreign keys are dropped and added again at the end, which checks all
 * rows at once: tables may refer to each other and to themselves in any order. Indexes are built after the rows, which
 * is faster by far and leaves them smaller. Triggers are disabled meanwhile. The owner of the tables needs no further rights.
 * @throws Error when a table does not exist, or a file has another number of rows than the manifest says
 */
export async function importTables(
  client: ClientBase,
  folder: string,
  tables: TableFile[],
  report: Report,
): Promise<void> {
  const names = tables.map(({ name }) => name);
  await assertTablesExist(client, names);
  await client.query(PLAIN_TEXT_SETTINGS);
  await forEach(names, (name) => client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`));
  const keys = await foreignKeysOf(client, names);
  await forEach(keys, ({ table, name }) => client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`));
  const dropped = await dropIndexes(client, names);
  // What a backup does not hold and refers to what it does (sign-ins under way) is of the replaced content as well.
  const emptied = new Set([...names, ...keys.map(({ table }) => table)]);
  await client.query(`TRUNCATE ${[...emptied].join(', ')}`);
  await forEach(tables, (table) =>
    withProgress(`Table ${table.name}`, report, (advance) => importTable(client, folder, table, advance)),
  );
  await rebuildIndexes(client, dropped, (name, work) => withProgress(`Index ${name}`, report, work));
  await withProgress('Foreign keys', report, () =>
    forEach(keys, ({ table, name, definition }) =>
      client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`),
    ),
  );
  await forEach(names, (name) => client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`));
  await advanceSequences(client, names);
}

async function assertTablesExist(client: ClientBase, names: string[]): Promise<void> {
  const there = new Set((await tablesOf(client)).map(({ name }) => name));
  const absent = names.filter((name) => !there.has(name));
  if (absent.length) throw new Error(`The backup holds tables that are not Parley's: ${absent.join(', ')}`);
}

async function importTable(
  client: ClientBase,
  folder: string,
  { name, columns, rows }: TableFile,
  advance: (state: string) => void,
): Promise<void> {
  const file = tablePath(folder, name);
  const into = client.query(copyFrom(`COPY ${name} (${columns.join(', ')}) FROM STDIN (FORMAT csv, HEADER match)`));
  const counted = percentOf((await stat(file)).size, (percent) => advance(`${percent} % of ${rows} rows`));
  await pipeline(createReadStream(file), counted, createGunzip(), into);
  if (into.rowCount !== rows)
    throw new Error(`The backup is damaged: ${name} has ${into.rowCount} rows instead of ${rows}`);
}

function percentOf(size: number, advance: (percent: number) => void): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      advance(Math.floor((100 * passed) / Math.max(size, 1)));
      done(null, chunk);
    },
  });
}

/** Sets each sequence behind the highest imported value. */
async function advanceSequences(client: ClientBase, names: string[]): Promise<void> {
  await forEach(await sequencesOf(client, names), ({ table, column, counter }) =>
    client.query(`SELECT setval($1, coalesce(max(${column}), 0) + 1, false) FROM ${table}`, [counter]),
  );
}

/** Sequentially: the statements share a connection. */
async function forEach<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await work(item);
}
