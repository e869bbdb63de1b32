import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LockHeldError, releaseLock, acquireLock } from '../../deploy/local/lock.mjs';

describe('the lock of a start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-lock-'));
  const file = join(folder, 'lock');
  const module = join(process.cwd(), 'deploy/local/lock.mjs');
  /** Another process takes the lock and holds it until it is killed. */
  const holder = async () => {
    const script = `const { acquireLock } = await import(${JSON.stringify(module)}); await acquireLock(${JSON.stringify(file)}, 0); console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return { pid: child.pid, kill: () => new Promise((resolve) => child.once('exit', resolve).kill('SIGKILL')) };
  };

  beforeEach(() => rmSync(file, { force: true }));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is refused while its holder lives, and free after a kill -9', async () => {
    const { pid, kill } = await holder();
    await expect(acquireLock(file, 0)).rejects.toThrow(new LockHeldError(pid));
    await kill();
    await acquireLock(file, 0);
    expect(readFileSync(file, 'utf8')).toContain(String(process.pid));
  });

  it('is free when its number belongs to another process now', async () => {
    writeFileSync(file, `${process.pid} long ago\n`);
    await acquireLock(file, 0);
    releaseLock(file);
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  it('is not given back by one that does not have it', async () => {
    const { kill } = await holder();
    releaseLock(file);
    expect(readFileSync(file, 'utf8')).not.toBe('');
    await kill();
  });
});
