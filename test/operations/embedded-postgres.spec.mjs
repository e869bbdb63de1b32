import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

const NOBODY = 65_534;

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
    return client
      .query(statement)
      .then(({ rows }) => rows)
      .finally(() => client.end());
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

  it('gives the application a role that owns its database and is no superuser', async () => {
    const { url } = await start();
    expect(
      await ask(url, `SELECT rolsuper, rolcreaterole, rolcreatedb, rolname FROM pg_roles WHERE rolname = current_user`),
    ).toEqual([{ rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolname: 'parley' }]);
    for (const theft of [
      `SELECT pg_read_file('/etc/passwd')`,
      `COPY words TO PROGRAM 'true'`,
      'ALTER SYSTEM SET fsync = off',
    ])
      await expect(ask(url, theft)).rejects.toThrow(/permission denied/);
  });

  it('keeps its files from every other user', () => {
    const { uid, mode } = statSync(dir);
    expect(mode & 0o077).toBe(0);
    if (process.getuid() === 0) expect([0, NOBODY]).not.toContain(uid);
    for (const name of ['password', 'superuser-password', 'data']) {
      const file = statSync(join(dir, name));
      expect([name, file.uid, file.mode & 0o077]).toEqual([name, uid, 0]);
    }
  });

  it('gets a user of its own where it was given to `nobody`', async () => {
    const { url, kill } = await start();
    await kill();
    // It ends after its parent.
    while (existsSync(join(dir, 'data/postmaster.pid'))) await new Promise((resolve) => setTimeout(resolve, 20));
    if (process.getuid() === 0) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, dir]);
    const again = await start();
    expect(await ask(again.url, 'SELECT word FROM words')).toEqual([{ word: 'kept' }]);
    if (process.getuid() === 0) expect(statSync(join(dir, 'data/PG_VERSION')).uid).not.toBe(NOBODY);
    expect(new URL(again.url).password).toBe(new URL(url).password);
  });

  it.each([
    ['empty', ''],
    ['garbled', 'no number\n'],
    ['full of zeros', '\0'.repeat(64)],
  ])('starts again when the power has failed and its pid file is %s', async (_how, text) => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE IF NOT EXISTS powers (power text)');
    await first.kill();
    // It ends with its parent.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    writeFileSync(join(dir, 'data/postmaster.pid'), text);
    const second = await start();
    expect(await ask(second.url, 'SELECT count(*)::int AS found FROM powers')).toEqual([{ found: 0 }]);
    await second.kill();
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
