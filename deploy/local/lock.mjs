import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder } from './paths.mjs';

/** The lock belongs to a living process. */
export class LockHeldError extends Error {
  /** @param {number} pid */
  constructor(pid) {
    super(`held by process ${pid}`);
    this.pid = pid;
  }
}

/**
 * Takes a lock that ends with its process, however that ends. The file holds the process id and its start time, so that
 * a reused process id is not mistaken for the holder. The lock of the parent process is taken over.
 * @param {string} file
 * @param {number} timeoutMs time to wait for the holder to end
 * @param {() => void} [onWait] called once when another process holds the lock
 */
export async function acquireLock(file, timeoutMs, onWait) {
  makeFolder(dirname(file));
  const until = Date.now() + timeoutMs;
  for (let holder = attempt(file); holder; holder = attempt(file)) {
    if (Date.now() > until) throw new LockHeldError(holder);
    onWait?.();
    onWait = undefined;
    await delay(100);
  }
  process.on('exit', () => releaseLock(file));
}

/** Releases the lock if this process still holds it. @param {string} file */
export function releaseLock(file) {
  if (read(file) === name(process.pid)) rmSync(file, { force: true });
}

/** @param {string} file @returns {number} the process id of the holder; 0 when this process holds it now */
function attempt(file) {
  const mine = name(process.pid);
  try {
    writeFileSync(file, mine, { flag: 'wx' });
    return 0;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  const theirs = read(file);
  const pid = Number.parseInt(theirs, 10) || -1;
  if (theirs === mine) return 0;
  if (pid === process.ppid && theirs === name(pid)) {
    writeFileSync(file, mine);
    return 0;
  }
  if (isAlive(theirs, file)) return pid;
  return removeStale(file, theirs) ? attempt(file) : pid;
}

/** @param {string} holder @param {string} file */
function isAlive(holder, file) {
  if (holder !== '') return holder === name(Number.parseInt(holder, 10));
  // Created but not written: its process is about to write, unless it ended in between.
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - made < 2000;
}

/** Moves the file aside before it is deleted: another start may have replaced it in between. @param {string} file @param {string} stale */
function removeStale(file, stale) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return true;
    throw error;
  }
  if (read(aside) !== stale) {
    renameSync(aside, file);
    return false;
  }
  rmSync(aside);
  return true;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return '';
    throw error;
  }
}

/** A process by its id and start time; a process that has ended has no start time. @param {number} pid */
function name(pid) {
  return `${pid} ${startTime(pid)}\n`;
}

/** @param {number} pid */
function startTime(pid) {
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return stdout?.trim() || 'ended';
  }
  const stat = read(`/proc/${pid}/stat`);
  // The name in brackets may contain spaces and brackets. After it: the state, …, and as the 20th field the start in ticks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || fields[0] === 'Z' ? 'ended' : fields[19];
}
