import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { migratingSource } from '../../ormconfig.ts';
import type { Config } from '../common/config.ts';
import { diskPath } from '../uploads/storage/disk-storage.ts';
import { hasUsers, othersConnected } from './pg-catalog.ts';
import { sha256Of, writeWithSha256 } from './checksums.ts';
import { type Report, withProgress } from './progress.ts';
import { importTables } from './table-import.ts';
import { type Manifest, readManifest, secretFingerprint, tablePath } from './manifest.ts';
import { migrateAll, migrateTo, nameOf } from './migration-runner.ts';
import { missingKeys } from './missing-objects.ts';

export interface RestoreOptions {
  from: string;
  /** Replace a database that has accounts. */
  force: boolean;
  /** Leave out the mails that wait, as in a copy for trials. */
  noMail: boolean;
}

/**
 * Replaces the content of the database by a backup. Everything is checked before the first change, and the database
 * changes in a single transaction: it is restored or unchanged.
 * @param report is given lines on how far it is
 * @returns the report for the operator
 * @throws Error with a single line
 */
export async function restore(config: Config, options: RestoreOptions, report: Report): Promise<string> {
  const folder = resolve(options.from);
  const manifest = await readManifest(folder);
  assertSameStorage(config, manifest);
  const lost = await countMissingObjects(config, manifest);
  await withProgress('Checksums', report, () => assertFilesIntact(folder, manifest));
  const source = await connectTo(config.directDatabaseUrl);
  try {
    assertKnown(source, manifest);
    await withinTransaction(source, async (runner, client) => {
      await assertDatabaseFree(client, options.force);
      await migrateTo(source, runner, manifest.migrations);
      await importTables(client, folder, manifest.tables, report);
      await withProgress('Later migrations', report, () => migrateAll(source, runner));
      await invalidateClients(client);
      await client.query(`INSERT INTO audit_log (action, detail) VALUES ('backup_restored', $1)`, [
        { madeAt: manifest.madeAt, by: 'command' },
      ]);
      if (options.noMail) await client.query('DELETE FROM mails WHERE sent_at IS NULL');
      await withProgress('Files', report, (advance) => restoreUploads(config, folder, manifest, advance));
    });
    await withProgress('Statistics', report, () => source.query('ANALYZE'));
  } finally {
    await source.destroy();
  }
  return resultOf(config, folder, manifest, lost);
}

function assertSameStorage(config: Config, { uploads: { kept, files } }: Manifest): void {
  if (!files.length || (kept === 'object-store') === (config.s3 !== undefined)) return;
  throw new Error(
    kept === 'folder'
      ? 'The files of this backup belong into a folder: restore it without S3_BUCKET'
      : 'The files of this backup lie in an object store: set S3_BUCKET and the others that name it',
  );
}

/** The number of files that are missing in the object store. A bucket can be restored later, so this refuses nothing. */
async function countMissingObjects({ s3 }: Config, { uploads }: Manifest): Promise<number> {
  const keys = uploads.files.map(({ key }) => key);
  return s3 ? (await missingKeys(s3, keys)).size : 0;
}

export async function assertFilesIntact(folder: string, { tables, uploads }: Manifest): Promise<void> {
  for (const { name, sha256 } of tables) await assertFileIntact(tablePath(folder, name), sha256);
  for (const { key, sha256 } of uploads.files)
    if (sha256) await assertFileIntact(diskPath(join(folder, 'uploads'), key), sha256);
}

async function assertFileIntact(path: string, sha256: string): Promise<void> {
  const found = await sha256Of(path);
  if (!found) throw new Error(`The backup is damaged: ${path} is missing`);
  if (found !== sha256) throw new Error(`The backup is damaged: ${path} is not what was written (SHA-256)`);
}

/** @throws Error with a single line when a newer version made it */
export function assertKnown(source: DataSource, manifest: Manifest): void {
  const known = source.migrations.map(nameOf);
  const unknown = manifest.migrations.find((name) => !known.includes(name));
  if (unknown) throw new Error(`The backup was made by a newer Parley: this one does not know ${unknown}`);
}

export const connectTo = async (url: string): Promise<DataSource> =>
  (await migratingSource(url, { max: 1, lock_timeout: 10_000, connectionTimeoutMillis: 5_000 })).initialize();

export async function withinTransaction(
  source: DataSource,
  work: (runner: QueryRunner, client: ClientBase) => Promise<void>,
): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    const client = (await runner.connect()) as ClientBase;
    await runner.startTransaction();
    await work(runner, client);
    await runner.commitTransaction();
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}

/** A process that was just stopped may still hold its connections. */
const MAX_DISCONNECT_MS = 3_000;

async function assertDatabaseFree(client: ClientBase, force: boolean): Promise<void> {
  const until = Date.now() + MAX_DISCONNECT_MS;
  let others = await othersConnected(client);
  while (others > 0 && Date.now() < until) {
    await delay(100);
    // PostgreSQL reads the list of connections once per transaction unless the snapshot is cleared.
    await client.query('SELECT pg_stat_clear_snapshot()');
    others = await othersConnected(client);
  }
  if (others > 0)
    throw new Error(`The database is in use (${others} other connections): stop every process of Parley first`);
  if (!force && (await hasUsers(client)))
    throw new Error('The database has accounts, which would be lost: name an empty one, or add --force');
}

/**
 * Browsers may hold newer data than the backup: a new epoch makes them load everything again. It also differs from the
 * epoch of an earlier restore of the same backup. All sessions, and all links and codes that were mailed, end.
 */
async function invalidateClients(client: ClientBase): Promise<void> {
  await client.query(
    `UPDATE room_head SET epoch = greatest(epoch + 1, extract(epoch FROM now() - timestamptz '2025-01-01 00:00Z')::integer)`,
  );
  await client.query(
    `UPDATE person_head SET epoch = greatest(epoch + 1, extract(epoch FROM now() - timestamptz '2025-01-01 00:00Z')::integer)`,
  );
  await client.query(`DELETE FROM sign_in_devices`);
  await client.query(`UPDATE sessions SET ended_at = now(), end_reason = 'revoked' WHERE ended_at IS NULL`);
  await client.query('DELETE FROM password_resets');
  await client.query('DELETE FROM email_changes');
  await client.query('DELETE FROM email_undos');
}

/** Before the commit: an extra file does no harm, a row without its file would. */
async function restoreUploads(
  config: Config,
  folder: string,
  { uploads }: Manifest,
  advance: (state: string) => void,
): Promise<void> {
  for (const [index, { key, sha256 }] of uploads.files.entries()) {
    if (!sha256) continue;
    advance(`${index} of ${uploads.files.length}`);
    const from = diskPath(join(folder, 'uploads'), key);
    const to = diskPath(config.uploads, key);
    const half = `${to}.part`;
    if ((await writeWithSha256(half, createReadStream(from))) !== sha256) {
      await rm(half);
      throw new Error(`The backup has changed since it was looked at: ${from}`);
    }
    await rename(half, to);
  }
}

function resultOf(config: Config, folder: string, { tables, uploads, madeAt, secret }: Manifest, lost: number): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const lines = [
    `Restored ${folder} of ${madeAt}: ${rows} rows, ${uploads.files.length} files. Everybody signs in anew.`,
  ];
  if (uploads.kept === 'object-store') lines.push('The files are those of the object store: it is restored by itself.');
  if (lost) lines.push(`${lost} of them are not in it: put the backup of the bucket back, too.`);
  if (uploads.missing.length) lines.push(`${uploads.missing.length} files were already missing in the backup.`);
  if (secret !== secretFingerprint(config))
    lines.push('SECRET_KEY is another one than then: no password works; people come back by "Forgot password".');
  return lines.join('\n');
}
