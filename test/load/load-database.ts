import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../deploy/local/migrate.mjs';
import { startPostgres } from '../../deploy/local/postgres.mjs';

/** A PostgreSQL as `npm start` runs it: acknowledged commits survive a power cut. */
export interface LoadDatabase {
  pid: number;
  /** Creates an empty database and returns its URL. */
  createEmpty(): Promise<string>;
  /** Creates a migrated database and returns its URL. */
  createMigrated(): Promise<string>;
  stop(): Promise<void>;
}

export async function startLoadDatabase(): Promise<LoadDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-load-'));
  // PostgreSQL, which never runs as root, has its folder in here.
  chmodSync(folder, 0o711);
  const postgres = await startPostgres({ dir: join(folder, 'postgres'), durable: true, superuser: true });
  const pid = Number(readFileSync(join(postgres.dir, 'data/postmaster.pid'), 'utf8').split('\n', 1).join());
  await fillWriteAheadLog(postgres.url);
  const addressOf = (name: string) => postgres.url.replace(/parley$/, name);
  let made = 0;
  const create = async (like: string) => {
    const name = `load_${++made}`;
    await ask(postgres.url, `CREATE DATABASE ${name} TEMPLATE ${like}`);
    return addressOf(name);
  };
  let template: Promise<void> | undefined;
  const migratedTemplate = async () => {
    await ask(postgres.url, 'CREATE DATABASE parley_template');
    // Once: the connection that migrations use is made when they are first loaded.
    await migrate(addressOf('parley_template'));
  };
  return {
    pid,
    createEmpty: () => create('template1'),
    async createMigrated() {
      await (template ??= migratedTemplate());
      return create('parley_template');
    },
    async stop() {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Makes a new PostgreSQL one that has run for a while. A new one fills each file of its log with 16 MB of noughts before
 * it writes there, and every commit waits for that (40 to 60 ms here, each second or two under load); later it writes
 * over files that it no longer needs.
 */
async function fillWriteAheadLog(url: string): Promise<void> {
  await ask(
    url,
    `ALTER SYSTEM SET min_wal_size = '768MB'`,
    'SELECT pg_reload_conf()',
    `CREATE TABLE written AS SELECT repeat(md5(i::text), 30) FROM generate_series(1, 700000) i`,
    'DROP TABLE written',
    'CHECKPOINT',
  );
}

async function ask(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
