import { execFileSync } from 'node:child_process';
import { chownSync, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { type Postgres, startPostgres } from '../../deploy/local/postgres.mjs';
import { runBuilt } from '../support/built-server.ts';
import { eventually } from '../support/member.ts';

describe('a database that speaks TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tls-'));
  const certificate = join(folder, 'server.crt');
  let postgres: Postgres;

  beforeAll(async () => {
    execFileSync('chmod', ['711', folder]);
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const key = join(folder, 'server.key');
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate];
    execFileSync('openssl', [...made, ...names], { stdio: 'pipe' });
    postgres = await startPostgres({ dir: join(folder, 'postgres'), durable: false, superuser: true });
    const data = join(postgres.dir, 'data');
    const { uid, gid } = statSync(data);
    for (const file of ['server.key', 'server.crt']) {
      copyFileSync(join(folder, file), join(data, file));
      execFileSync('chmod', ['600', join(data, file)]);
      chownSync(join(data, file), uid, gid);
    }
  }, 60_000);

  afterAll(async () => {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As `localhost`, for which the certificate is. */
  const url = (options: string, host = 'localhost') => {
    const address = new URL(postgres.url);
    address.hostname = host;
    return `${address.href}?${options}`;
  };
  const outputOf = async (program: 'main' | 'command', databaseUrl: string) => {
    const built = runBuilt(program, databaseUrl, {}, program === 'command' ? ['migrate'] : []);
    await eventually(() => Promise.resolve(built.exitCode() !== null), 'it ends', 30_000).finally(() =>
      built.stop('SIGKILL'),
    );
    return built.output();
  };

  test('is named when it does not speak it yet', async () => {
    expect(await outputOf('command', url('sslmode=require'))).toContain('DATABASE_URL: the server speaks no TLS');
  });

  test('is refused in words that name the way out, and taken by each way', async () => {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query('ALTER SYSTEM SET ssl = on');
    await client.query('SELECT pg_reload_conf()');
    await client.end();
    const untrusted = /^DATABASE_URL: the certificate .* sslrootcert=\/path\/ca\.pem, .*sslmode=no-verify/m;
    expect(await outputOf('command', url('sslmode=require'))).toMatch(untrusted);
    const start = await outputOf('main', url('sslmode=verify-full'));
    expect(start).toMatch(untrusted);
    expect(start).not.toContain('    at ');
    const known = `sslrootcert=${certificate}`;
    expect(await outputOf('command', url(`sslmode=verify-full&${known}`, '127.0.0.1'))).toContain('for another name');
    expect(await outputOf('command', url('sslmode=verify-full&sslrootcert=/nowhere/ca.pem'))).toContain(
      '/nowhere/ca.pem',
    );
    for (const good of [`sslmode=verify-full&${known}`, 'sslmode=no-verify', `sslmode=require&${known}`])
      expect(await outputOf('command', url(good))).toMatch(/migrat|up to date/i);
  }, 120_000);
});
