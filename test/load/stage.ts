import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../deploy/local/postgres.mjs';

/** A PostgreSQL as `npm start` runs it: what it has acknowledged survives a power cut. */
export interface Stage {
  pid: number;
  /** The address of a new, empty database. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-load-'));
  // PostgreSQL, which never runs as root, has its folder in here.
  chmodSync(folder, 0o711);
  const postgres = await startPostgres({ dir: join(folder, 'postgres'), durable: true });
  const pid = Number(readFileSync(join(postgres.dir, 'data/postmaster.pid'), 'utf8').split('\n', 1).join());
  let made = 0;
  return {
    pid,
    async database() {
      const name = `load_${++made}`;
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return postgres.url.replace(/parley$/, name);
    },
    async stop() {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
