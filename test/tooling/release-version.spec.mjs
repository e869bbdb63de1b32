import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { setVersion } from '../../deploy/release/set-version.mjs';

describe('the version of a release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-version-'));
  const files = [
    'package.json',
    'package-lock.json',
    'src/common/version.ts',
    'deploy/Dockerfile',
    'deploy/kubernetes',
  ];
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(file, join(folder, file), { recursive: true });
  }
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (file) => readFileSync(join(folder, file), 'utf8');

  it('is that of the tag, wherever one is told', () => {
    setVersion(folder, '3.4.5-rc.1');
    expect(JSON.parse(read('package.json')).version).toBe('3.4.5-rc.1');
    const lock = JSON.parse(read('package-lock.json'));
    expect([lock.version, lock.packages[''].version]).toEqual(['3.4.5-rc.1', '3.4.5-rc.1']);
    expect(read('src/common/version.ts')).toContain(`VERSION = '3.4.5-rc.1'`);
    expect(read('deploy/Dockerfile')).toContain('ARG VERSION=3.4.5-rc.1');
    expect(read('deploy/kubernetes/base/web.yaml')).toContain('image: parley:3.4.5-rc.1');
    expect(read('deploy/kubernetes/helm/parley/Chart.yaml')).toMatch(
      /\nversion: 3\.4\.5-rc\.1\nappVersion: 3\.4\.5-rc\.1\n/,
    );
    expect(read('deploy/kubernetes/overlays/production/kustomization.yaml')).toContain('newTag: 3.4.5-rc.1');
  });

  it.each(['v1.2.3', 'latest', '1.2', '', '1.2.3 && true'])('is refused: %j', (version) => {
    expect(() => setVersion(folder, version)).toThrow('is no version');
  });
});
