/**
 * Writes a version everywhere that one is told: package.json of the server and the client, the lock file, the server itself,
 * the images of the manifests and the chart. For the release workflow, which gives the tag.
 *
 *   node deploy/release/set-version.mjs 1.2.3
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../local/paths.mjs';

const VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/**
 * @param {string} folder of the repository
 * @param {string} version
 */
export function setVersion(folder, version) {
  if (!VERSION.test(version)) throw new Error(`${version} is no version such as 1.2.3: tag v1.2.3`);
  change(join(folder, 'package.json'), /("version": ")[^"]+/, version);
  change(join(folder, 'src/common/version.ts'), /(VERSION = ')[^']+/, version);
  change(join(folder, 'package-lock.json'), /("version": ")[^"]+/, version);
  change(
    join(folder, 'package-lock.json'),
    /("packages": \{\s*"": \{\s*"name": "parley",\s*"version": ")[^"]+/,
    version,
  );
  change(join(folder, 'deploy/Dockerfile'), /(ARG VERSION=)\S+/, version);
  const manifests = join(folder, 'deploy/kubernetes');
  const chart = join(manifests, 'helm/parley/Chart.yaml');
  change(chart, /(\nversion: )\S+/, version);
  change(chart, /(\nappVersion: )\S+/, version);
  for (const file of readdirSync(manifests, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.yaml')) {
      change(join(manifests, file), /(image: parley:)\S+/g, version, true);
      change(join(manifests, file), /(newName: \S+\n\s*newTag: )\S+/g, version, true);
    }
}

/** @param {string} file @param {RegExp} pattern @param {string} version @param {boolean} [mayLack] */
function change(file, pattern, version, mayLack = false) {
  const text = readFileSync(file, 'utf8');
  if (!mayLack && !pattern.test(text)) throw new Error(`${file} tells no version`);
  writeFileSync(
    file,
    text.replace(pattern, (_, before) => `${before}${version}`),
  );
}

if (import.meta.filename === process.argv[1]) setVersion(root, process.argv[2] ?? '');
