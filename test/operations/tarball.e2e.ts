import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stage } from '../../deploy/release/tarball.mjs';
import { testEnvironment } from '../support/app.ts';
import { freePort } from '../support/built-server.ts';
import { copy, shippedPackages } from '../support/image.ts';
import { eventually } from '../support/member.ts';
import { emptyDatabase } from '../support/operator.ts';

const run = promisify(execFile);

describe('the tarball of a release, unpacked', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tarball-'));
  let port: number;

  beforeAll(async () => {
    stage(folder, (to) => {
      const node = `node_modules/node-linux-${process.arch}`;
      for (const path of [...shippedPackages(), node]) copy(path, join(to, path));
    });
    port = await freePort();
    const settings = {
      ...testEnvironment(await emptyDatabase()),
      PORT: String(port),
      LOG_LEVEL: 'info',
      UPLOAD_FOLDER: '',
    };
    writeFileSync(
      join(folder, 'parley.env'),
      Object.entries(settings)
        .map(([name, value]) => `${name}='${value}'\n`)
        .join(''),
    );
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  /** With nothing but what every machine has. */
  const machine = { env: { PATH: '/usr/bin:/bin' } };

  test('migrates, serves the page, says where it listens, and ends on SIGTERM', async () => {
    expect((await run(join(folder, 'parley'), ['migrate'], machine)).stdout).toContain('up to date');
    const server = spawn(join(folder, 'parley'), [], { ...machine, cwd: '/' });
    let output = '';
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString()));
    await eventually(
      () => output.includes(`listens on *:${port} for `) || server.exitCode !== null,
      'it starts',
      40_000,
    );
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('<parley-root');
    expect(await (await fetch(`http://127.0.0.1:${port}/cli/parley.mjs`)).text()).toMatch(/^#!.*node\n/);
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404);
    expect(output).not.toContain('RouterExplorer');
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
  }, 90_000);
});
