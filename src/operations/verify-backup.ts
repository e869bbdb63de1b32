import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Client, type ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Config } from '../common/config.ts';
import { readManifest, type TableFile, tablePath } from './manifest.ts';
import { migrateAll, migrateTo } from './migration-runner.ts';
import { type Report, withProgress } from './progress.ts';
import { assertFilesIntact, assertKnown, connectTo, withinTransaction } from './restore.ts';
import { importTables } from './table-import.ts';

/**
 * Restores a backup into a database of its own, compares every row, and drops that database. Parley may run.
 * @returns the report for the operator
 * @throws Error with a single line that says what is wrong with it, or that the role may create no databases
 */
export async function verifyBackup(config: Config, folder: string, report: Report): Promise<string> {
  const manifest = await readManifest(folder);
  await withProgress('Checksums', report, () => assertFilesIntact(folder, manifest));
  await withScratchDatabase(config.directDatabaseUrl, async (url) => {
    const source = await connectTo(url);
    try {
      assertKnown(source, manifest);
      await withinTransaction(source, async (runner, client) => {
        await migrateTo(source, runner, manifest.migrations);
        // Rows are read in the order in which they lie.
        await client.query('SET LOCAL synchronize_seqscans = off');
        await importTables(client, folder, manifest.tables, report);
        for (const table of manifest.tables) await assertSameRows(client, folder, table);
        await migrateAll(source, runner);
      });
    } finally {
      await source.destroy();
    }
  });
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  return `${folder} of ${manifest.madeAt} is good: ${rows} rows came back as they were, ${manifest.uploads.files.length} files are listed.`;
}

async function withScratchDatabase(url: string, work: (url: string) => Promise<void>): Promise<void> {
  const name = `parley_trial_${Date.now()}_${process.pid}`;
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`).catch((error: unknown) => {
      if ((error as { code?: string }).code !== '42501') throw error;
      throw new Error('A trial needs a database of its own: ALTER ROLE … CREATEDB for the role of DATABASE_URL', {
        cause: error,
      });
    });
    try {
      await work(url.replace(/^(\w+:\/\/[^/]+\/)[^?]*/, `$1${name}`));
    } finally {
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  } finally {
    await client.end();
  }
}

/** Rows are stored in the order of the file, so that reading them gives the same bytes. */
async function assertSameRows(client: ClientBase, folder: string, { name, columns }: TableFile): Promise<void> {
  const rows = client.query(copyTo(`COPY ${name} (${columns.join(', ')}) TO STDOUT (FORMAT csv, HEADER true)`));
  const restored = await digestOf(rows);
  const written = await digestOf(createReadStream(tablePath(folder, name)).pipe(createGunzip()));
  if (restored !== written) throw new Error(`The backup came back otherwise: the rows of ${name} differ`);
}

async function digestOf(stream: NodeJS.ReadableStream): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(
    stream,
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done();
      },
    }),
  );
  return hash.digest('hex');
}
