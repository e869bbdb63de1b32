import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserFacingError } from './console.mjs';
import { root } from './paths.mjs';

const own = join(root, 'node_modules/.bin/node');
const startedBy = '--started-by=';
const bundled = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

/** Whether this process can run Parley (see `engines` in package.json). */
export function isNode24() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major === 24 && minor >= 15;
}

/** Fails before a long install when no suitable Node will be found. */
export function assertNode24() {
  if (!isNode24() && !bundled) throw needed();
}

/**
 * Runs a script with the Node that the lock file pins and exits with its code.
 * @param {string} script
 * @param {string[]} args
 */
export function runOnNode24(script, args) {
  if (!existsSync(own)) throw needed();
  const child = spawn(own, [script, ...args, `${startedBy}${process.pid}`], { stdio: 'inherit' });
  // The child decides when it ends. Ctrl-C reaches it from the terminal as well, possibly twice, and it expects that.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.removeAllListeners(signal).on(signal, () => child.kill(signal));
  }
  exitWithParent(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(`${own} cannot be run here (${error.message}). ${needed().message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal) console.error(`Ended by ${signal}.`);
    process.exit(code ?? 1);
  });
}

/**
 * Ends this process with its parent: otherwise a `kill -9` of `npm start` leaves a process that holds the port. A parent
 * that is neither npm nor a script of Parley, such as a shell with `&`, may end before.
 * @param {() => void} end
 */
export function exitWithParent(end) {
  const ours = process.argv.find((argument) => argument.startsWith(startedBy))?.slice(startedBy.length);
  const parent = ours ? Number(ours) : process.ppid;
  if (!ours && !process.env.npm_lifecycle_event) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, 200);
  watch.unref();
}

function needed() {
  return new UserFacingError(
    `Parley needs Node 24 (24.15 or newer); this is ${process.version} and no Node 24 comes with the packages for ` +
      `${process.platform}-${process.arch}. Install it from https://nodejs.org and start again.`,
  );
}
