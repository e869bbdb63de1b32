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
 * Takes a lock that ends with its process, however that ends: the file names the process and when it began, so a
 * process number that was given to somebody else since is not mistaken for the holder. The lock of the parent process
 * is handed over to this one.
 * @param {string} file
 * @param {number} patience milliseconds to wait for a holder to go
 * @param {() => void} [onWait] called once when there is somebody to wait for
 */
export async function acquireLock(file, patience, onWait) {
  makeFolder(dirname(file));
  const until = Date.now() + patience;
  for (let holder = attempt(file); holder; holder = attempt(file)) {
    if (Date.now() > until) throw new LockHeldError(holder);
    onWait?.();
    onWait = undefined;
    await delay(100);
  }
  process.on('exit', () => releaseLock(file));
}

/** Gives the lock back if this process still has it. @param {string} file */
export function releaseLock(file) {
  if (read(file) === name(process.pid)) rmSync(file, { force: true });
}

/** @param {string} file @returns {number} who has the lock; 0: this process has it now */
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
  // Created, not yet written: its maker is about to, unless it died just then.
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - made < 2000;
}

/** Moves the file away before it is deleted: another start may have replaced it since it was read. @param {string} file @param {string} stale */
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

/** A process by its number and its beginning; one that has ended has no beginning. @param {number} pid */
function name(pid) {
  return `${pid} ${beginning(pid)}\n`;
}

/** @param {number} pid */
function beginning(pid) {
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return stdout?.trim() || 'ended';
  }
  const stat = read(`/proc/${pid}/stat`);
  // The name, in brackets, may hold spaces and brackets itself. Then: state, …, and as the 20th the start in ticks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || fields[0] === 'Z' ? 'ended' : fields[19];
}
