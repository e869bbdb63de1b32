import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

describe('the embedded PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-postgres-'));
  chmodSync(folder, 0o711);
  const dir = join(folder, 'postgres');
  const module = join(process.cwd(), 'deploy/local/postgres.mjs');
  const started = [];

  /** A process of its own, as `npm start` is one, so that it can be killed. */
  const start = async () => {
    const script = `const { startPostgres } = await import(${JSON.stringify(module)}); console.log((await startPostgres({ dir: ${JSON.stringify(dir)}, durable: true })).url); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(child);
    const [url] = await Promise.race([
      new Promise((resolve) => createInterface(child.stdout).once('line', (line) => resolve([line]))),
      new Promise((_resolve, reject) => child.once('exit', (code) => reject(new Error(`it ended with ${code}`)))),
    ]);
    return { url, kill: () => new Promise((resolve) => child.once('exit', resolve).kill('SIGKILL')) };
  };
  const ask = async (url, statement) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(statement);
    await client.end();
    return rows;
  };

  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    // It ends with its parent: wait until nothing writes to the folder any more.
    await new Promise((resolve) => setTimeout(resolve, 500));
    rmSync(folder, { recursive: true, maxRetries: 10, retryDelay: 200 });
  });

  it('keeps committed data through a kill -9 and starts again at once', async () => {
    // What an interrupted first start leaves behind.
    mkdirSync(join(dir, 'data.1'), { recursive: true });
    const first = await start();
    await ask(first.url, 'CREATE TABLE words (word text)');
    await ask(first.url, `INSERT INTO words VALUES ('kept')`);
    await first.kill();
    const second = await start();
    expect(await ask(second.url, 'SELECT word FROM words')).toEqual([{ word: 'kept' }]);
  });

  it('is safe, in UTC and independent of the system', async () => {
    const { url } = await start();
    const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'TimeZone', 'listen_addresses'];
    const rows = await ask(
      url,
      `SELECT name, setting FROM pg_settings WHERE name = ANY('{${names}}') ORDER BY name COLLATE "C"`,
    );
    expect(rows.map(({ setting }) => setting)).toEqual(['UTC', 'on', 'on', '127.0.0.1', 'on']);
    expect(
      await ask(
        url,
        'SELECT datlocprovider AS provider, datlocale AS locale FROM pg_database WHERE datname = current_database()',
      ),
    ).toEqual([{ provider: 'b', locale: 'C.UTF-8' }]);
  });
});
