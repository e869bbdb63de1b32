import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserFacingError } from './console.mjs';

/**
 * Stops a PostgreSQL that still runs after a `kill -9` of Parley, and waits for its end.
 * @param {string} data
 */
export async function stopLeftoverPostgres(data) {
  const [named] = pidFile(data);
  if (named === undefined) return;
  // Created but never written before the power failed, or garbled: PostgreSQL would refuse to start for ever.
  const isGarbled = !Number.isInteger(named) || named <= 0;
  const pid = isGarbled ? findServer(data) : named;
  if (!isGarbled && !exists(pid)) return;
  if (!pid || !serves(pid, data)) {
    // Another process has this id now; PostgreSQL cannot detect that and would refuse to start.
    rmSync(join(data, 'postmaster.pid'));
    return;
  }
  signal(pid, 'SIGINT');
  for (const until = Date.now() + 30_000; serves(pid, data); await delay(50)) {
    if (Date.now() > until)
      throw new UserFacingError(
        `A PostgreSQL of an earlier start (process ${pid}) does not end: end it, then start again.`,
      );
  }
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Whether the server answers: the last line of its pid file says so, as `pg_ctl` reads it. @param {string} data @param {number | undefined} pid */
export function isReady(data, pid) {
  const [owner, status] = pidFile(data);
  return owner === pid && status === 'ready';
}

/** The port of a running PostgreSQL on this folder that accepts connections. @param {string} data @returns {number | undefined} */
export function runningPort(data) {
  const [pid = 0, status, port] = pidFile(data);
  return pid && status === 'ready' && serves(pid, data) ? port : undefined;
}

/** @param {string} data @returns {[pid?: number, status?: string, port?: number]} */
function pidFile(data) {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return [Number(lines[0]), lines[7]?.trim(), Number(lines[3])];
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw error;
  }
}

/** @param {number} pid */
function exists(pid) {
  return signal(pid, 0);
}

/** Whether this process is a PostgreSQL on this folder. @param {number} pid @param {string} data */
function serves(pid, data) {
  const command = commandLine(pid);
  return command.includes('postgres') && command.includes(data);
}

/** The process of a PostgreSQL on this folder; 0 if none runs. @param {string} data */
function findServer(data) {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid='], { encoding: 'utf8' });
  const pids = stdout ? stdout.split('\n').map(Number) : readdirSync('/proc').map(Number);
  return pids.find((pid) => pid > 0 && pid !== process.pid && serves(pid, data)) ?? 0;
}

/** @param {number} pid */
function commandLine(pid) {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) return '';
    throw error;
  }
}

/** @param {number} pid @param {NodeJS.Signals | 0} name @returns {boolean} whether the process exists */
function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
