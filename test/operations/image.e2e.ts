import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { parse } from 'yaml';
import { testEnvironment } from '../support/app.ts';
import { freePort } from '../support/built-server.ts';
import { assemble, finalStage } from '../support/image.ts';
import { eventually } from '../support/member.ts';

const run = promisify(execFile);

/** Without an engine for containers: the same files in a folder of their own, the same commands. */
describe('the image', () => {
  const stage = finalStage();
  let folder: string;
  let database: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    folder = assemble(stage);
    database = await emptyDatabase();
    const port = String(await freePort());
    const { PATH = '' } = process.env;
    environment = { PATH, ...testEnvironment(database), ...stage.env, DATA_DIR: folder, PORT: port, LOG_LEVEL: 'info' };
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  /** `node` is the Node that runs this test. */
  const start = ([, ...args]: string[]) => spawn(process.execPath, args, { cwd: folder, env: environment });
  const call = ([, ...args]: string[]) => run(process.execPath, args, { cwd: folder, env: environment });

  test('stands on the Node that the packages bring', () => {
    const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      optionalDependencies: Record<string, string>;
    };
    const [, version] = /NODE_IMAGE=node:([\d.]+)-/.exec(readFileSync('deploy/Dockerfile', 'utf8')) ?? [];
    expect(Object.values(optionalDependencies)).toEqual([version, version]);
    expect(stage.base).toBe('${NODE_IMAGE}');
  });

  test('runs as nobody in particular', () => {
    expect(stage.user).toBe('10001:10001');
    expect(stage.env).toEqual({ NODE_ENV: 'production', DATA_DIR: '/data' });
  });

  test('migrates an empty database, serves, is healthy, and ends on SIGTERM', async () => {
    await expect(call(stage.healthCheck)).rejects.toThrow();
    await call(commandOf('migrate'));
    const server = start(stage.command);
    let output = '';
    server.stderr.on('data', (text: Buffer) => (output += text.toString()));
    const healthy = () =>
      call(stage.healthCheck).then(
        () => true,
        () => ended(server.exitCode, output),
      );
    await eventually(healthy, 'the health check succeeds', 30_000);
    const page = await fetch(`http://127.0.0.1:${environment.PORT ?? ''}/`);
    expect(await page.text()).toContain('<parley-root');
    const program = await fetch(`http://127.0.0.1:${environment.PORT ?? ''}/cli/parley.mjs`);
    expect(await program.text()).toMatch(/^#!.*node\n/);
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
  }, 60_000);

  test('holds the worker', async () => {
    const worker = start(commandOf('worker'));
    let output = '';
    worker.stdout.on('data', (text: Buffer) => (output += text.toString()));
    // Its log comes all at once, when it has started.
    await eventually(
      () => output.includes(' works: ') || ended(worker.exitCode, output),
      'the worker has started',
      30_000,
    );
    worker.kill('SIGTERM');
    expect(await once(worker, 'exit')).toEqual([0, null]);
  }, 60_000);
});

function ended(exitCode: number | null, output: string): false {
  if (exitCode !== null) throw new Error(`The server ended: ${output}`);
  return false;
}

const commandOf = (name: 'migrate' | 'worker'): string[] => {
  const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
    services: Record<string, { command: string[] }>;
  };
  return services[name]?.command ?? [];
};

async function emptyDatabase(): Promise<string> {
  const { TEST_DATABASE_URL = '' } = process.env;
  const client = new pg.Client({ connectionString: TEST_DATABASE_URL });
  await client.connect();
  await client.query('CREATE DATABASE image');
  await client.end();
  return TEST_DATABASE_URL.replace(/postgres$/, 'image');
}
