/**
 * Copies docker-compose.yml and deploy/kubernetes with every image named by its digest, as the registry tells it now. For
 * the release workflow; needs docker.
 *
 *   node deploy/release/pin-digests.mjs --own IMAGE@sha256:… --to FOLDER
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../local/paths.mjs';

const IMAGE = /^(\s*(?:- )?image: )([\w./-]+)(:[\w.-]+)?$/gm;

/**
 * @param {string} text of a manifest
 * @param {string} own the image of Parley with its digest
 * @param {(image: string) => string} digestOf
 */
export const pinned = (text, own, digestOf) =>
  text.replace(IMAGE, (_, key, name, tag = '') =>
    name === 'parley' ? `${key}${own}` : `${key}${name}${tag}@${digestOf(name + tag)}`,
  );

/** @param {string} image */
function digestInRegistry(image) {
  const args = ['buildx', 'imagetools', 'inspect', image, '--format', '{{json .Manifest.Digest}}'];
  const digest = JSON.parse(execFileSync('docker', args, { encoding: 'utf8' }));
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`${image} has no digest: ${digest}`);
  return digest;
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({ options: { own: { type: 'string' }, to: { type: 'string' } } });
  const { own = '', to = '' } = values;
  if (!/@sha256:[0-9a-f]{64}$/.test(own) || !to) throw new Error('Usage: --own IMAGE@sha256:… --to FOLDER');
  mkdirSync(to, { recursive: true });
  cpSync(join(root, 'docker-compose.yml'), join(to, 'docker-compose.yml'));
  cpSync(join(root, 'deploy/kubernetes'), join(to, 'kubernetes'), { recursive: true });
  for (const file of readdirSync(to, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.yaml') || name.endsWith('.yml'),
  )) {
    const path = join(to, file);
    writeFileSync(path, pinned(readFileSync(path, 'utf8'), own, digestInRegistry));
  }
}
