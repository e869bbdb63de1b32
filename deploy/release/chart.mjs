/**
 * Packs the chart for Helm as `helm package` does: parley-VERSION.tgz with the folder parley in it, whose values name the image of
 * the release by its digest.
 *
 *   node deploy/release/chart.mjs --own IMAGE@sha256:… --to FOLDER
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../local/paths.mjs';

/**
 * @param {string} own the image with its digest
 * @param {string} to folder
 * @returns {string} the path of the package
 */
export function packChart(own, to) {
  const [, repository, digest] = /^(\S+)@(sha256:[0-9a-f]{64})$/.exec(own) ?? [];
  if (!repository || !digest) throw new Error(`${own} is no image with its digest: IMAGE@sha256:…`);
  const folder = mkdtempSync(join(tmpdir(), 'parley-chart-'));
  try {
    cpSync(join(root, 'deploy/kubernetes/helm'), folder, { recursive: true });
    const values = join(folder, 'parley/values.yaml');
    const text = readFileSync(values, 'utf8');
    const named = text
      .replace(/^( {2}repository: ).*$/m, `$1${repository}`)
      .replace(/^( {2}digest: ).*$/m, `$1${digest}`);
    writeFileSync(values, named);
    const [, version] = /^version: (\S+)$/m.exec(readFileSync(join(folder, 'parley/Chart.yaml'), 'utf8')) ?? [];
    const path = join(resolve(to), `parley-${version}.tgz`);
    execFileSync('tar', ['czf', path, '-C', folder, 'parley']);
    return path;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({ options: { own: { type: 'string' }, to: { type: 'string' } } });
  console.log(packChart(values.own ?? '', values.to ?? '.'));
}
