import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastErrorLine } from '../../../deploy/local/run-command.mjs';
import { UserFacingError } from '../../../deploy/local/console.mjs';
import { freePort } from '../../../deploy/local/port.mjs';
import { killWithThisProcess } from '../../../deploy/local/watchdog.mjs';

/** The body that the test signature finds: no other scanner minds it. */
export const infected = 'PARLEY-TEST-VIRUS-0c5b2d';

/** @returns {string | undefined} */
export function findClamd() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, 'clamd')).find(existsSync);
}

/** Installs it where that is allowed and known to work: as root on Debian. */
export function requireClamd() {
  if (findClamd()) return;
  const missing = 'The tests need clamd on PATH: install it (Debian: apt-get install clamav-daemon).';
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) throw new UserFacingError(missing);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const call = (/** @type {string[]} */ ...args) => execFileSync('apt-get', args, { env, stdio: 'pipe' });
  try {
    call('update', '-q');
    call('install', '-y', '-q', '--no-install-recommends', 'clamav-daemon');
  } catch (error) {
    throw new UserFacingError(`${missing} (apt-get: ${lastErrorLine(error)})`, { cause: error });
  }
  if (!findClamd()) throw new UserFacingError(missing);
}

/**
 * Starts the real scanner with one test signature, on 127.0.0.1.
 * @param {{ port?: number }} [options]
 * @returns {Promise<{ port: number, stop: () => Promise<void> }>}
 */
export async function startClamd({ port } = {}) {
  requireClamd();
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
  const child = spawn(findClamd() ?? 'clamd', ['-c', config], { cwd: '/', detached: true, stdio: 'ignore' });
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
