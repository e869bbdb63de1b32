import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { integrityMistakes, licenceMistakes, versionMistakes } from '../../deploy/release/dependency-rules.mjs';

const SCRIPT = 'deploy/release/audit-dependencies.mjs';

describe('the audit of dependencies', () => {
  /** Knows no advisories and tells of every package that it was published today, but of one. */
  const registry = createServer((request, response) => {
    if (request.method !== 'GET') return response.writeHead(405).end();
    const time = request.url === '/tslib' ? '2015-01-01T00:00:00Z' : new Date().toISOString();
    response.end(JSON.stringify({ 'dist-tags': { latest: '1.0.0' }, time: { '1.0.0': time } }));
  });
  beforeAll(() => new Promise((resolve) => registry.listen(0, '127.0.0.1', resolve)));
  afterAll(() => registry.close());

  const run = (...args) =>
    new Promise((resolve) => {
      const npm_config_registry = `http://127.0.0.1:${registry.address().port}/`;
      const child = spawn(process.execPath, [SCRIPT, ...args], { env: { ...process.env, npm_config_registry } });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
      child.on('close', (code) => resolve({ code, output }));
    });

  it('finds nothing in the lock file', async () => {
    const { code, output } = await run('--offline');
    expect(output).toBe(
      'Licences: nothing found\nChecksums and origin: nothing found\nLeast versions: nothing found\n',
    );
    expect(code).toBe(0);
  });

  // Two processes that ask for each package: beside other tests they are slow.
  it('says it when a registry tells no advisories, and fails unless that is accepted', async () => {
    const strict = await run();
    expect(strict.output).toMatch(/Known vulnerabilities of what is shipped: NOT CHECKED, .*405/);
    expect(strict.output).toMatch(/Not published for 3 years: \n {2}tslib: 2015-01-01\n/);
    expect(strict.code).toBe(2);
    expect((await run('--allow-unchecked')).code).toBe(0);
  }, 90_000);

  const locked = (entry) => ({
    'node_modules/new': { version: '1.0.0', license: 'MIT', integrity: 'sha512-x', ...entry },
  });
  const about = (mistakes) => mistakes.filter((mistake) => mistake.startsWith('node_modules/'));

  it.each([
    ['GPL-3.0-only', 1],
    ['MIT AND LGPL-3.0-or-later', 1],
    [undefined, 1],
    ['(GPL-2.0 OR MIT)', 0],
    ['Apache-2.0 AND MIT', 0],
  ])('takes the licence %s for so many mistakes: %i', (license, count) =>
    expect(about(licenceMistakes(locked({ license })))).toHaveLength(count),
  );

  it.each([
    ['no checksum', { integrity: undefined }],
    ['a weak one', { integrity: 'sha1-x' }],
    ['another host', { resolved: 'https://mirror.example/new.tgz' }],
    ['git', { resolved: 'git+ssh://git@github.com/a/new.git' }],
    ['a host that only looks like it', { resolved: 'https://registry.npmjs.org.evil.example/new.tgz' }],
  ])('finds %s', (_, entry) => expect(integrityMistakes(locked(entry))).toHaveLength(1));

  it('finds versions with an advisory, in what is shipped', () => {
    const old = { version: '8.20.9', integrity: 'sha512-x' };
    expect(versionMistakes({ 'node_modules/a/node_modules/ws': old })).toHaveLength(1);
    expect(versionMistakes({ 'node_modules/ws': { ...old, dev: true } })).toEqual([]);
  });
});
