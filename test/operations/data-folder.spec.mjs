import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

describe('the folder of all data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-data-'));
  const file = join(folder, 'file');
  const taken = createServer();
  let port;

  beforeAll(async () => {
    writeFileSync(file, '');
    await new Promise((resolve) => taken.listen(0, resolve));
    port = String(taken.address().port);
  });
  afterAll(() => {
    taken.close();
    rmSync(folder, { recursive: true });
  });

  /** Ends before anything is built, since its port is taken. */
  const start = (environment) =>
    spawnSync(process.execPath, [join(process.cwd(), 'deploy/local/start.mjs')], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, PORT: port, ...environment },
    });

  it.each([
    ['a file', file, 'is a file'],
    ['below a file', join(file, 'data'), 'is a file'],
    ['where nothing can be created', '/proc/parley', 'DATA_DIR /proc/parley '],
    ['where nothing can be written', '/sys/kernel', 'DATA_DIR /sys/kernel '],
  ])('stops the start with one line when it is %s', (_what, path, reason) => {
    const { status, stderr } = start({ DATA_DIR: path });
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(reason)]);
    expect(status).toBe(1);
  });

  it('is created also when DATABASE_URL names a database of its own', () => {
    const fresh = join(folder, 'fresh');
    const { stderr } = start({ DATA_DIR: fresh, DATABASE_URL: 'postgres://localhost/none' });
    expect(stderr).toContain('is taken');
    expect(existsSync(fresh)).toBe(true);
  });
});
