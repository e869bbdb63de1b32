import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserFacingError } from '../../../deploy/local/console.mjs';
import { freePort } from '../../../deploy/local/port.mjs';
import { killWithThisProcess } from '../../../deploy/local/watchdog.mjs';
import { requireProgram } from './debian-program.mjs';

/** The body that the test signature finds: no other scanner minds it. */
export const infected = 'PARLEY-TEST-VIRUS-0c5b2d';

/** Installs the scanner where that is allowed: before the tests, because it takes its time. */
export const requireClamd = () => requireProgram('clamd', 'clamav-daemon');

/**
 * Starts the real scanner with one test signature, on 127.0.0.1.
 * @param {{ port?: number }} [options]
 * @returns {Promise<{ port: number, stop: () => Promise<void> }>}
 */
export async function startClamd({ port } = {}) {
  const clamd = requireClamd();
  const at = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'parley-clamd-'));
  writeFileSync(join(folder, 'own.ndb'), `Parley.Test:0:*:${Buffer.from(infected).toString('hex')}\n`);
  const settings = [
    ['TCPSocket', at],
    ['TCPAddr', '127.0.0.1'],
    ['DatabaseDirectory', folder],
    ['TemporaryDirectory', folder],
    ['StreamMaxLength', '30M'],
    ['Foreground', 'yes'],
  ];
  const config = join(folder, 'clamd.conf');
  writeFileSync(config, settings.map((line) => `${line.join(' ')}\n`).join(''));
  const child = spawn(clamd, ['-c', config], { cwd: '/', detached: true, stdio: 'ignore' });
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`exit ${code ?? signal}`));
  });
  const { pid } = child;
  if (pid === undefined) throw new UserFacingError(`clamd does not start: ${await ended}`);
  const letGo = killWithThisProcess(pid, 'SIGKILL', {});
  void ended.then(letGo);
  while (!(await answers(at))) {
    const failed = await Promise.race([ended, delay(100)]);
    if (failed) throw new UserFacingError(`clamd does not start (${failed})`);
  }
  return {
    port: at,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @param {number} port @returns {Promise<boolean>} */
function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.write('zPING\0'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(String(data).startsWith('PONG'));
    });
  });
}
