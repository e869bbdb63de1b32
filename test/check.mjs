/** `npm run check`: style and import rules, types, and the tests without a server; for use after each edit. */
import { spawn } from 'node:child_process';
import { printableError } from '../deploy/local/console.mjs';
import { installPackages } from '../deploy/local/install.mjs';
import { withBuildLock } from '../deploy/local/build-lock.mjs';
import { root } from '../deploy/local/paths.mjs';

/** Two lanes, for two cores. A step prints its output when it ends, so that the lanes do not mix. */
const LANES = [
  [
    ['Style', ['run', '--silent', 'lint:code']],
    ['Format', ['run', '--silent', 'lint:format']],
    ['Import rules', ['run', '--silent', 'lint:imports']],
  ],
  [
    ['Types of the server and the tests', ['run', '--silent', 'types']],
    ['Unit tests', ['run', '--silent', 'jest', '--', '--selectProjects', 'unit', '--maxWorkers=1', '--silent']],
    ['Unit tests of the client', ['test', '--silent', '-w', 'client']],
  ],
];

/** @param {string} title @param {string[]} args @returns {Promise<boolean>} whether it succeeded */
function step(title, args) {
  const began = Date.now();
  const child = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {Buffer[]} */
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = Math.round((Date.now() - began) / 1000);
      if (code !== 0) console.log(Buffer.concat(output).toString());
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${title}, ${seconds} s`);
      resolve(code === 0);
    });
  });
}

/** @param {[string, string[]][]} steps */
async function lane(steps) {
  const results = [];
  for (const [title, args] of steps) results.push(await step(title, args));
  return results;
}

try {
  await withBuildLock(installPackages);
  const results = await Promise.all(LANES.map((steps) => lane(/** @type {[string, string[]][]} */ (steps))));
  process.exitCode = results.flat().every(Boolean) ? 0 : 1;
} catch (error) {
  console.error(printableError(error));
  process.exitCode = 1;
}
