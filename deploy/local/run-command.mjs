import { spawn } from 'node:child_process';
import { CommandFailedError } from './console.mjs';
import { root } from './paths.mjs';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill()));

/**
 * Runs a command in the repository and collects its output for an error message.
 * @param {string} what the name of the command in that message
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<string>} all of its output
 */
export function run(what, command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (/** @type {Buffer} */ part) => (output += part);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    running.add(child);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running.delete(child);
      if (code === 0) resolve(output);
      else reject(new CommandFailedError(signal ? `${what} (ended by ${signal})` : what, output));
    });
  });
}

/** The last line of the output of a failed command. @param {unknown} error */
export function lastErrorLine(error) {
  const { stderr, message } = Object(error);
  return (
    String(stderr ?? message)
      .trim()
      .split('\n')
      .at(-1) ?? ''
  );
}
