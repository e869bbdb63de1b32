import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { root } from '../../deploy/local/paths.mjs';

/** A part that starts a process of its own, as Jest starts PostgreSQL, and prints its id. */
const PART = 'sleep 300 & echo "started $!"; wait';
const RUNNER = `
  import { call, endOnSignals } from './test/runner/parts.mjs';
  endOnSignals();
  const ended = call('/bin/sh', ['-c', ${JSON.stringify(PART)}]);
  console.log('watched');
  await ended;
`;

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.each(/** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGKILL']))(
  'the runner of all tests, ended by %s, leaves no process behind',
  async (signal) => {
    const runner = spawn(process.execPath, ['--input-type=module', '-e', RUNNER], { cwd: root });
    const exited = once(runner, 'exit');
    let output = '';
    for await (const chunk of runner.stdout) {
      output += chunk;
      if (/started \d+\n/.test(output) && output.includes('watched')) break;
    }
    const pid = Number(/started (\d+)/.exec(output)?.[1]);
    expect(isAlive(pid)).toBe(true);
    runner.kill(signal);
    await exited;
    for (let waited = 0; isAlive(pid) && waited < 100; waited++) await delay(50);
    expect(isAlive(pid)).toBe(false);
  },
);
