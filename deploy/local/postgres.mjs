import { execFile, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { DISK_FULL, UserFacingError } from './console.mjs';
import { freePort } from './port.mjs';
import { stopLeftoverPostgres, isReady, runningPort } from './postgres-leftover.mjs';
import { preparePostgresFolder } from './postgres-folder.mjs';
import { readOrCreateSecret } from './secret-file.mjs';
import { killWithThisProcess } from './watchdog.mjs';

/** @typedef {import('./postgres-folder.mjs').Home} Home */

/**
 * @typedef {object} Postgres
 * @property {string} url of the database `parley`
 * @property {string} dir where the data really lie
 * @property {Promise<string>} ended settles, with what it said last, when the server has ended for whatever reason
 * @property {() => Promise<void>} stop
 */

const major = '18';
/** Fast shutdown: sessions are cut, everything is written. */
const fast = 'SIGINT';

/**
 * Starts a PostgreSQL of our own, for this machine only, and creates what is missing.
 * @param {object} options
 * @param {string} options.dir becomes PostgreSQL's own
 * @param {boolean} options.durable false: fast, and worthless after a crash (tests)
 * @param {number} [options.port]
 * @param {(line: string) => void} [options.say]
 * @returns {Promise<Postgres>}
 */
export async function startPostgres({ dir, durable, port, say = console.log }) {
  const place = preparePostgresFolder(dir, say);
  const data = join(place.home, 'data');
  const password = passwordFile(place);
  await stopLeftoverPostgres(data);
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(place, data, password, durable);
  const found = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (found !== major)
    throw new UserFacingError(
      `The database in ${data} was made by PostgreSQL ${found}, this is ${major}: dump it with the old one, then load it here.`,
    );

  const at = port ?? (await freePort());
  const { ended, stop } = await serve(place, data, at, durable);
  const url = address(password, at);
  await createDatabase(url);
  return { url, dir: place.home, ended, stop };
}

/**
 * The address of the database `parley` while another process runs `startPostgres` on this folder.
 * @param {string} dir
 * @returns {string | undefined}
 */
export function runningDatabaseUrl(dir) {
  if (!existsSync(dir)) return undefined;
  const home = realpathSync(dir);
  const port = runningPort(join(home, 'data'));
  return port ? address(join(home, 'password'), port) : undefined;
}

/** @param {string} password the file that holds it @param {number} port */
const address = (password, port) => `postgres://parley:${readOrCreateSecret(password)}@127.0.0.1:${port}/parley`;

/** @param {Home} place */
function passwordFile({ home, as }) {
  const file = join(home, 'password');
  if (!existsSync(file) && existsSync(join(home, 'data'))) {
    throw new UserFacingError(
      `${file} is missing: without it nobody can open the database beside it. Restore it from a backup.`,
    );
  }
  readOrCreateSecret(file);
  if (as.uid !== undefined) chownSync(file, as.uid, as.gid ?? as.uid);
  return file;
}

/** Beside its place and then moved there, so that an interrupted first start leaves nothing half made. @param {Home} place @param {string} data @param {string} password @param {boolean} durable */
async function initialise({ home, as, native }, data, password, durable) {
  for (const half of readdirSync(home).filter((name) => name.startsWith('data.')))
    rmSync(join(home, half), { recursive: true });
  const half = `${data}.${process.pid}`;
  const args = [
    '-D',
    half,
    '-U',
    'parley',
    `--pwfile=${password}`,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--no-instructions',
  ];
  // Independent of the system's C library: an index keeps its order on another machine.
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', ...(durable ? [] : ['--no-sync']));
  try {
    await promisify(execFile)(join(native, 'bin/initdb'), args, { ...as, cwd: home, env: environment() });
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw new UserFacingError(
      `PostgreSQL cannot prepare its folder ${data}: ${reason(String(Reflect.get(Object(error), 'stderr') ?? error))}`,
      { cause: error },
    );
  }
  renameSync(half, data);
  if (durable) syncFolder(home);
}

/** @param {Home} place @param {string} data @param {number} port @param {boolean} durable */
async function serve({ home, as, native }, data, port, durable) {
  const log = join(home, 'log');
  const output = openSync(log, 'w', 0o600);
  if (as.uid !== undefined) fchownSync(output, as.uid, as.gid ?? as.uid);
  const args = Object.entries(settings(port, durable)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // A process group of its own: Ctrl-C must not end it before the server has said its last words to it.
  const child = spawn(join(native, 'bin/postgres'), ['-D', data, ...args], {
    ...as,
    cwd: home,
    env: environment(),
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(reason(readFileSync(log, 'utf8'))));
  });
  const letGo = child.pid ? killWithThisProcess(child.pid, fast, as) : () => {};
  void ended.then(letGo);
  const failed = await Promise.race([ended, untilReady(data, child)]);
  if (failed !== undefined) throw new UserFacingError(`PostgreSQL does not start: ${failed} (all of it: ${log})`);
  return { ended, stop: () => stop(child, ended) };
}

/** @param {string} data @param {import('node:child_process').ChildProcess} child */
async function untilReady(data, child) {
  // After a crash it first repeats what was not yet in its tables, which takes as long as it takes.
  const gone = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  while (!gone() && !isReady(data, child.pid)) await delay(20);
  if (gone()) await new Promise(() => {}); // what it said last is the answer, not this
}

/** @param {import('node:child_process').ChildProcess} child @param {Promise<string>} ended */
async function stop(child, ended) {
  child.kill(fast);
  const patience = new AbortController();
  const late = delay(30_000, 'late', { signal: patience.signal }).catch(() => '');
  if ((await Promise.race([ended, late])) === 'late') child.kill('SIGQUIT');
  patience.abort();
  await ended;
}

/** @param {number} port @param {boolean} durable */
function settings(port, durable) {
  const safe = durable ? 'on' : 'off';
  return {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: safe,
    full_page_writes: safe,
    synchronous_commit: safe,
    max_connections: durable ? 100 : 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Its log holds its own fate only: statements, and with them people's words, stay out of it.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
  };
}

/** @param {string} url */
async function createDatabase(url) {
  const client = new pg.Client({ connectionString: url.replace(/parley$/, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = 'parley'`);
    if (rowCount === 0) await client.query('CREATE DATABASE parley');
  } finally {
    await client.end();
  }
}

function environment() {
  return { PATH: process.env.PATH, LC_ALL: 'C' };
}

/** The line that tells why; a full disk has many consequences. @param {string} text */
function reason(text) {
  const lines = text.trim().split('\n');
  const full = lines.find((line) => DISK_FULL.test(line));
  const telling = full ?? lines.findLast((line) => /FATAL|PANIC|error/i.test(line));
  return (telling ?? lines.at(-1) ?? '').replace(/^[\d-]+ [\d:.]+ \w+ \[\d+\] /, '');
}

/** Makes a rename in this folder survive a power cut. @param {string} folder */
function syncFolder(folder) {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
