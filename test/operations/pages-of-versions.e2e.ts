import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newDatabase } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { eventually } from '../support/member.ts';

const root = join(import.meta.dirname, '../..');

describe('pages while one version replaces another', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-versions-'));
  let older: BuiltServer;
  let newer: BuiltServer;

  /** A server whose client is a page and a script with the hash of this version. */
  const install = (version: string): string => {
    const installed = join(folder, version);
    const client = join(installed, 'client/dist/browser');
    mkdirSync(join(client, 'media'), { recursive: true });
    cpSync(join(root, 'dist'), join(installed, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(installed, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'));
    writeFileSync(join(client, 'index.html'), `<script src="main-${version}.js"></script>`);
    const script = `console.log('${version}')`;
    writeFileSync(join(client, `main-${version}.js`), script);
    writeFileSync(join(client, `main-${version}.js.br`), brotliCompressSync(script));
    writeFileSync(join(client, `media/font-${version}.woff2`), version);
    writeFileSync(join(client, 'plain.txt'), version);
    return installed;
  };

  beforeAll(async () => {
    const database = await newDatabase();
    older = await startBuiltServer(database, undefined, {}, { installed: install('AAAAAAAA') });
    newer = await startBuiltServer(database, undefined, {}, { installed: install('BBBBBBBB') });
  }, 120_000);

  afterAll(async () => {
    await Promise.all([older.stop('SIGTERM'), newer.stop('SIGTERM')]);
    rmSync(folder, { recursive: true });
  });

  const scriptOf = async (server: BuiltServer): Promise<string> => {
    const page = await (await fetch(`${server.url}/rooms`)).text();
    return /src="(.*)"/.exec(page)?.[1] ?? '';
  };
  const get = (server: BuiltServer, path: string, encoding = 'br') =>
    fetch(`${server.url}/${path}`, { headers: { 'accept-encoding': encoding } });

  test('each node has the files that the page of the other names', async () => {
    for (const [page, files] of [
      [older, newer],
      [newer, older],
    ] as const) {
      const script = await scriptOf(page);
      const found = await eventually(async () => {
        const response = await get(files, script);
        return response.ok && response;
      }, `${script} of the other version`);
      expect(found.headers.get('content-type')).toMatch(/^text\/javascript/);
      expect(found.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(found.headers.get('x-content-type-options')).toBe('nosniff');
      const own = await get(page, script);
      expect(own.headers.get('cache-control')).toBe(found.headers.get('cache-control'));
      expect(await found.text()).toBe(await own.text());
    }
  });

  test('compressed for browsers that take Brotli, and as they are for others', async () => {
    const script = await scriptOf(older);
    expect((await get(newer, script)).headers.get('content-encoding')).toBe('br');
    const plain = await get(newer, script, 'identity');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(`console.log('AAAAAAAA')`);
    const font = await get(newer, 'media/font-AAAAAAAA.woff2');
    expect([font.headers.get('content-type'), await font.text()]).toEqual(['font/woff2', 'AAAAAAAA']);
  });

  test('only files whose name has the hash of their content, and none that nobody has', async () => {
    expect(await (await get(newer, 'plain.txt')).text()).toBe('BBBBBBBB');
    for (const path of ['main-CCCCCCCC.js', 'main-AAAAAAAA.css', '..%2fmain-AAAAAAAA.js', 'main-AAAAAAAA.js.br'])
      expect((await get(newer, path)).status).toBe(404);
  });

  test('also after the older version has ended', async () => {
    await older.stop('SIGTERM');
    expect((await get(newer, 'main-AAAAAAAA.js')).status).toBe(200);
  });
});
