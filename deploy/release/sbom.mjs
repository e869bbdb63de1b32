/**
 * `npm run sbom`: a list of everything that is in Parley, as CycloneDX JSON, on the standard output or in the file that is
 * named. With `--shipped` without tools, which are not in the image.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../local/paths.mjs';

const { values, positionals } = parseArgs({ options: { shipped: { type: 'boolean' } }, allowPositionals: true });
const omitted = values.shipped ? ['--omit=dev'] : [];
const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only', ...omitted];
const { status, stdout, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
if (status !== 0) {
  console.error(stderr);
  process.exit(1);
}
const list = JSON.parse(stdout);
// npm names it after the folder of the checkout.
list.metadata.component.name = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name;
const text = `${JSON.stringify(list, null, 2)}\n`;
const [file] = positionals;
if (file) writeFileSync(file, text);
else process.stdout.write(text);
