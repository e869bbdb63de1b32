import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastErrorLine } from '../../../deploy/local/run-command.mjs';
import { UserFacingError } from '../../../deploy/local/console.mjs';
import { freePort } from '../../../deploy/local/port.mjs';
import { root } from '../../../deploy/local/paths.mjs';
import { killWithThisProcess } from '../../../deploy/local/watchdog.mjs';
import { unpackedEnvironment, unpackPackages } from './debian-program.mjs';

const fetched = join(root, 'node_modules/.cache/parley/redis');
const debian = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

/**
 * Starts a Redis without persistence, on 127.0.0.1.
 * @param {{ port?: number, folder?: string, settings?: string[] }} [options] `settings` as on its command line, `folder` for its files
 * @returns {Promise<{ url: string, port: number, pid: number, stop: () => Promise<void> }>}
 */
export async function startRedis({ port, folder = '/', settings = [] } = {}) {
  const { file, env } = findRedis();
  const at = port ?? (await freePort());
  const args = [
    '--port',
    String(at),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--maxmemory-policy',
    'noeviction',
    ...settings,
  ];
  const child = spawn(file, args, { env, cwd: folder, detached: true, stdio: 'ignore' });
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`exit ${code ?? signal}`));
  });
  const { pid } = child;
  if (pid === undefined) throw new UserFacingError(`Redis does not start: ${await ended}`);
  const letGo = killWithThisProcess(pid, 'SIGKILL', {});
  void ended.then(letGo);
  while (!(await answers(at))) {
    const failed = await Promise.race([ended, delay(50)]);
    if (failed) throw new UserFacingError(`Redis does not start (${failed}): ${file}`);
  }
  return {
    url: `redis://127.0.0.1:${at}`,
    port: at,
    pid,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** The Redis of this machine, else one unpacked, without root, from Debian's packages. @returns {{ file: string, env: NodeJS.ProcessEnv }} */
export function findRedis() {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find(existsSync);
  if (onPath) return { file: onPath, env: process.env };
  const file = join(fetched, 'usr/bin/redis-server');
  if (!existsSync(file)) fetchRedis();
  return { file, env: unpackedEnvironment(fetched) };
}

function fetchRedis() {
  try {
    unpackPackages(fetched, debian);
  } catch (error) {
    throw new UserFacingError(
      'The tests need redis-server on PATH: install it (Debian: apt-get install redis-server, macOS: brew install redis) ' +
        `and run them again. (Fetching it failed: ${lastErrorLine(error)})`,
      { cause: error },
    );
  }
}

/** @param {number} port @returns {Promise<boolean>} */
function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(String(data).startsWith('+PONG'));
    });
  });
}
