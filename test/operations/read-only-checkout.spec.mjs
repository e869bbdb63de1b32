import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

describe('a checkout that its user may not write to', () => {
  const checkout = mkdtempSync(join(tmpdir(), 'parley-checkout-'));
  cpSync('deploy/local', join(checkout, 'deploy/local'), { recursive: true });
  // Root may write everywhere.
  const other = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  chmodSync(checkout, 0o555);
  afterAll(() => {
    chmodSync(checkout, 0o755);
    rmSync(checkout, { recursive: true });
  });

  /** Prepares a start in it with such work. @param {string} work */
  const prepared = (work) => {
    const at = (/** @type {string} */ file) => JSON.stringify(join(checkout, 'deploy/local', file));
    const code = `
      import { printableError } from ${at('console.mjs')};
      import { withBuildLock } from ${at('build-lock.mjs')};
      await withBuildLock(async () => { ${work} }).catch((error) => console.log(printableError(error)));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      ...other,
      cwd: '/',
      encoding: 'utf8',
    });
    return stdout + stderr;
  };

  it('runs when it is built', () => expect(prepared(`console.log('built')`)).toBe('built\n'));

  it('says in one line what to do when it is not', () => {
    const output = prepared(`(await import('node:fs')).mkdirSync(${JSON.stringify(join(checkout, 'dist'))})`);
    expect(output).toMatch(/^\S+ cannot be written to by this user and is not built as it is now: .*npm start.*\n$/);
  });
});
