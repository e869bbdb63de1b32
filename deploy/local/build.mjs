import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run-command.mjs';
import { withProgress } from './console.mjs';
import { root } from './paths.mjs';

/**
 * @typedef {object} Part
 * @property {string} label
 * @property {string} script npm script that builds it
 * @property {string} output folder that the build empties first: a manual build removes the mark with it
 * @property {string} entry file or folder that the build creates
 * @property {string[]} sources
 * @property {RegExp} [without] sources that do not matter
 */

const shared = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** @type {Part} */
const server = {
  label: 'Building the server',
  script: 'build:server',
  output: 'dist',
  entry: 'dist/src/main.js',
  sources: ['src', 'migrations', 'ormconfig.ts', 'nest-cli.json', 'tsconfig.build.json', ...shared],
  without: /\.spec\.ts$/,
};

/** @type {Part} */
const client = {
  label: 'Building the client',
  script: 'build:client',
  output: 'client/dist',
  entry: 'client/dist',
  sources: ['client', 'src', ...shared],
  // The client uses only the types of DTOs, events and shared rules.
  without:
    /(^client\/(dist|node_modules|\.angular)$)|(\.spec\.ts$)|(^src\/.*\.(module|controller|gateway|processor|service|repository|entity|view|policy)\.ts$)/,
};

export const buildServer = () => build(server);
export const buildClient = () => build(client);

/** Builds when a source has changed since the last build. @param {Part} part */
async function build(part) {
  const mark = join(root, part.output, '.built-from');
  const now = fingerprint(part);
  const last = existsSync(mark) && existsSync(join(root, part.entry)) ? readFileSync(mark, 'utf8') : '';
  if (last === now) return;
  await withProgress(part.label, () => run(`npm run ${part.script}`, 'npm', ['run', '--silent', part.script]));
  writeFileSync(mark, now);
}

/** @param {Part} part */
function fingerprint({ sources, without }) {
  const hash = createHash('sha256');
  const add = (/** @type {string} */ path) => {
    const found = without?.test(path) ? undefined : statSync(join(root, path), { throwIfNoEntry: false });
    if (found?.isDirectory())
      readdirSync(join(root, path))
        .sort()
        .forEach((name) => add(`${path}/${name}`));
    else if (found) hash.update(`${path}\0${found.size}\0`).update(readFileSync(join(root, path)));
  };
  sources.forEach(add);
  return hash.digest('hex');
}
