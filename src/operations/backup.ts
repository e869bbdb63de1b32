import { createReadStream, rmSync } from 'node:fs';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createGzip } from 'node:zlib';
import { Client, type ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Config } from '../common/config.ts';
import { diskPath } from '../uploads/storage/disk-storage.ts';
import type { Bucket } from '../uploads/storage/s3-storage.ts';
import { migrationsOf, PLAIN_TEXT_SETTINGS, type Table, tablesOf, uploadKeysOf } from './pg-catalog.ts';
import { writeWithSha256 } from './checksums.ts';
import { FORMAT, type Manifest, secretFingerprint, type TableFile, tablePath, type Uploads } from './manifest.ts';
import { missingKeys } from './missing-objects.ts';

/**
 * Writes a consistent copy of database and uploads into a new folder while the server runs. The folder gets its name
 * when it is complete; an interrupted backup leaves nothing.
 * @param isEmbedded whether no variable names the database, so that it is the one of `npm start`: it must have accounts
 * @returns the report for the operator
 * @throws Error with a single line
 */
export async function backup(config: Config, to: string, isEmbedded = false): Promise<string> {
  const folder = resolve(to);
  await assertNewFolder(folder);
  if (isEmbedded) await assertInUse(config.directDatabaseUrl);
  await mkdir(dirname(folder), { recursive: true });
  const partial = `${folder}.partial-${process.pid}`;
  const removePartial = () => rmSync(partial, { recursive: true, force: true });
  process.once('exit', removePartial);
  try {
    await mkdir(partial, { mode: 0o700 });
    const manifest = await write(config, partial);
    await rename(partial, folder);
    return report(folder, manifest);
  } finally {
    removePartial();
    process.off('exit', removePartial);
  }
}

async function write(config: Config, folder: string): Promise<Manifest> {
  const { keys, ...database } = await snapshot(config.directDatabaseUrl, folder);
  // After the database: an upload in between is an extra file, never a row without its file.
  const uploads = config.s3 ? await listObjectStore(config.s3, keys) : await copyUploads(config.uploads, folder, keys);
  const manifest: Manifest = { format: FORMAT, ...database, secret: secretFingerprint(config), uploads };
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await writeFile(join(folder, 'manifest.json'), text, { mode: 0o600, flush: true });
  return manifest;
}

/** All tables in a single repeatable-read transaction, which blocks no writer. */
async function snapshot(url: string, folder: string) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(PLAIN_TEXT_SETTINGS);
    const migrations = await migrationsOf(client);
    if (!migrations.length) throw new Error('There is nothing to back up: no migration has run in this database');
    const found = await tablesOf(client);
    // A migration that starts now waits until the backup is done.
    await client.query(`LOCK TABLE ${found.map(({ name }) => name).join(', ')} IN ACCESS SHARE MODE`);
    const { rows } = await client.query<{ madeAt: Date; epoch: number }>(
      `SELECT now() AS "madeAt", coalesce(max(epoch), 1) AS epoch FROM room_head`,
    );
    const [{ madeAt, epoch } = { madeAt: new Date(), epoch: 1 }] = rows;
    const tables: TableFile[] = [];
    for (const table of found) tables.push(await copyTable(client, folder, table));
    return { madeAt: madeAt.toISOString(), epoch, migrations, tables, keys: await uploadKeysOf(client) };
  } finally {
    await client.end();
  }
}

/** A scheduled command without the server's variables would save the database of a trial, and nobody would look. */
async function assertInUse(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM users LIMIT 1');
    if (!rowCount)
      throw new Error(
        'There is nothing to back up: the embedded database has no account. Set DATABASE_URL, as for the server',
      );
  } finally {
    await client.end();
  }
}

async function copyTable(client: ClientBase, folder: string, { name, columns }: Table): Promise<TableFile> {
  const rows = client.query(copyTo(`COPY ${name} (${columns.join(', ')}) TO STDOUT (FORMAT csv, HEADER true)`));
  const sha256 = await writeWithSha256(tablePath(folder, name), rows, createGzip());
  return { name, columns, rows: rows.rowCount, sha256 };
}

/** A bucket has its own backup tools; the manifest only lists its keys and those that are missing. */
async function listObjectStore(bucket: Bucket, keys: string[]): Promise<Uploads> {
  const missing = await missingKeys(bucket, keys);
  const files = keys.filter((key) => !missing.has(key)).map((key) => ({ key }));
  return { kept: 'object-store', files, missing: [...missing] };
}

async function copyUploads(from: string, folder: string, keys: string[]): Promise<Uploads> {
  const uploads: Uploads = { kept: 'folder', files: [], missing: [] };
  for (const key of keys) {
    const sha256 = await copyUpload(diskPath(from, key), diskPath(join(folder, 'uploads'), key));
    if (sha256) uploads.files.push({ key, sha256 });
    else uploads.missing.push(key);
  }
  return uploads;
}

/** Undefined when the file was deleted after the snapshot. */
async function copyUpload(from: string, to: string): Promise<string | undefined> {
  try {
    return await writeWithSha256(to, createReadStream(from));
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || path !== from) throw error;
    rmSync(to, { force: true });
    return undefined;
  }
}

async function assertNewFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw code === 'ENOTDIR' ? new Error(`${folder} is a file`) : error;
  });
  if (names.length) throw new Error(`${folder} is not empty: name a folder that does not exist yet`);
}

function report(folder: string, { tables, uploads }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const lines = [`Backed up to ${folder}: ${tables.length} tables, ${rows} rows, ${describeFiles(uploads)}.`];
  if (uploads.missing.length)
    lines.push(
      `${uploads.missing.length} files were gone when it was their turn (deleted meanwhile?); see manifest.json.`,
    );
  lines.push('SECRET_KEY is not in it: keep it elsewhere. Without it no password works.');
  return lines.join('\n');
}

const describeFiles = ({ kept, files }: Uploads): string =>
  kept === 'folder'
    ? `${files.length} files`
    : `the keys of ${files.length} files; the object store needs a backup of its own`;
