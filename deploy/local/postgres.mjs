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
import { leaveNobody, preparePostgresFolder } from './postgres-folder.mjs';
import { readOrCreateSecret } from './secret-file.mjs';
import { killWithThisProcess } from './watchdog.mjs';

/** @typedef {import('./postgres-folder.mjs').Home} Home */

/**
 * @typedef {object} Postgres
 * @property {string} url of the database `parley`
 * @property {string} dir the real folder of the data
 * @property {Promise<string>} ended resolves with the last log line when the server has ended
 * @property {() => Promise<void>} stop
 */

const major = '18';
/** Fast shutdown: sessions are closed, everything is written. */
const FAST_SHUTDOWN = 'SIGINT';

/**
 * Starts the embedded PostgreSQL on the loopback address and creates what is missing.
 * @param {object} options
 * @param {string} options.dir the folder of PostgreSQL
 * @param {boolean} options.durable false: fast, but data may be lost in a crash (for tests)
 * @param {boolean} [options.superuser] true: the role of `url` may do everything (for tests, in a new folder)
 * @param {number} [options.port]
 * @param {(line: string) => void} [options.say]
 * @returns {Promise<Postgres>}
 */
export async function startPostgres({ dir, durable, superuser = false, port, say = console.log }) {
  const found = preparePostgresFolder(dir, say);
  const data = join(found.home, 'data');
  await stopLeftoverPostgres(data);
  if (existsSync(join(data, 'PG_VERSION'))) assertPassword(found);
  else await initialise(found, data, durable);
  const folder = leaveNobody(found);
  const password = passwordFile(folder);
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (version !== major)
    throw new UserFacingError(
      `The database in ${data} was made by PostgreSQL ${version}, this is ${major}: back up with the version of Parley before (npm run admin -- backup), move this folder away, start, stop, and restore here.`,
    );

  const at = port ?? (await freePort());
  const { ended, stop } = await serve(folder, data, at, durable);
  const url = address(password, at);
  await createDatabase(folder, at, superuser);
  return { url, dir: folder.home, ended, stop };
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

/** @param {string} password path of the password file @param {number} port */
const address = (password, port) => `postgres://parley:${readOrCreateSecret(password)}@127.0.0.1:${port}/parley`;

/** The password of the superuser. A folder of Parley 0.1 has none: there the application's role is the superuser. */
const SUPERUSER = 'superuser-password';
/** The superuser's until the first start. Others may see it while `initdb` runs as `nobody`. */
const FIRST = 'first-password';

/** @param {Home} folder with data */
function assertPassword({ home }) {
  const file = join(home, 'password');
  if (existsSync(file) || existsSync(join(home, FIRST))) return;
  throw new UserFacingError(
    `${file} is missing: without it nobody can open the database beside it. Restore it from a backup.`,
  );
}

/** @param {Home} folder */
function passwordFile({ home, as }) {
  const file = join(home, 'password');
  const files = existsSync(join(home, FIRST)) ? [file, join(home, SUPERUSER)] : [file];
  for (const path of files) {
    readOrCreateSecret(path);
    if (as.uid !== undefined) chownSync(path, as.uid, as.gid ?? as.uid);
  }
  return file;
}

/** Initialises a temporary folder and renames it, so that an interrupted first start leaves nothing half done. @param {Home} folder @param {string} data @param {boolean} durable */
async function initialise({ home, as, native }, data, durable) {
  for (const half of readdirSync(home).filter((name) => name.startsWith('data.')))
    rmSync(join(home, half), { recursive: true });
  const half = `${data}.${process.pid}`;
  const first = join(home, FIRST);
  readOrCreateSecret(first);
  if (as.uid !== undefined) chownSync(first, as.uid, as.gid ?? as.uid);
  const args = [
    '-D',
    half,
    '-U',
    'postgres',
    `--pwfile=${first}`,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--no-instructions',
  ];
  // Independent of the C library, so that indexes keep their order on another machine.
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

/** @param {Home} folder @param {string} data @param {number} port @param {boolean} durable */
async function serve({ home, as, native }, data, port, durable) {
  const log = join(home, 'log');
  const output = openSync(log, 'w', 0o600);
  if (as.uid !== undefined) fchownSync(output, as.uid, as.gid ?? as.uid);
  const args = Object.entries(settings(port, durable)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // A separate process group: Ctrl-C must not end PostgreSQL before the server has finished its writes.
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
    // Its folder may be gone by then.
    child.once('exit', () => resolve(existsSync(log) ? reason(readFileSync(log, 'utf8')) : ''));
  });
  const letGo = child.pid ? killWithThisProcess(child.pid, FAST_SHUTDOWN, as) : () => {};
  void ended.then(letGo);
  const failed = await Promise.race([ended, untilReady(data, child)]);
  if (failed !== undefined) throw new UserFacingError(`PostgreSQL does not start: ${failed} (all of it: ${log})`);
  return { ended, stop: () => stop(child, ended) };
}

/** @param {string} data @param {import('node:child_process').ChildProcess} child */
async function untilReady(data, child) {
  // No timeout: the recovery after a crash may take long.
  const gone = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  while (!gone() && !isReady(data, child.pid)) await delay(20);
  if (gone()) await new Promise(() => {}); // `ended` gives the reason
}

/** @param {import('node:child_process').ChildProcess} child @param {Promise<string>} ended */
async function stop(child, ended) {
  child.kill(FAST_SHUTDOWN);
  const timeout = new AbortController();
  const late = delay(30_000, 'late', { signal: timeout.signal }).catch(() => '');
  if ((await Promise.race([ended, late])) === 'late') child.kill('SIGQUIT');
  timeout.abort();
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
    // The log must not contain statements, which hold the messages of users.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
  };
}

/** @param {string} user @param {string} password path of its file @param {number} port */
async function openAs(user, password, port) {
  const database = { host: '127.0.0.1', port, database: 'postgres' };
  const client = new pg.Client({ ...database, user, password: readOrCreateSecret(password) });
  await client.connect();
  return client;
}

/** @param {string} home @param {number} port */
async function replaceFirstPassword(home, port) {
  const first = join(home, FIRST);
  if (!existsSync(first)) return;
  // An earlier start may have ended after the change.
  const client = await openAs('postgres', first, port).catch(() => openAs('postgres', join(home, SUPERUSER), port));
  const secret = client.escapeLiteral(readOrCreateSecret(join(home, SUPERUSER)));
  await client.query(`ALTER ROLE postgres PASSWORD ${secret}`).finally(() => client.end());
  rmSync(first);
}

/**
 * Creates the application's role and its database, each if it is missing. The role owns the database and is no superuser:
 * who finds a way into it finds no way to the files and programs of PostgreSQL.
 * @param {Home} folder
 * @param {number} port
 * @param {boolean} superuser
 */
async function createDatabase({ home }, port, superuser) {
  await replaceFirstPassword(home, port);
  const own = existsSync(join(home, SUPERUSER));
  const client = await openAs(own ? 'postgres' : 'parley', join(home, own ? SUPERUSER : 'password'), port);
  try {
    const isMissing = async (/** @type {string} */ query) => (await client.query(query)).rowCount === 0;
    if (await isMissing(`SELECT FROM pg_roles WHERE rolname = 'parley'`)) {
      const secret = client.escapeLiteral(readOrCreateSecret(join(home, 'password')));
      await client.query(`CREATE ROLE parley LOGIN ${superuser ? 'SUPERUSER' : ''} PASSWORD ${secret}`);
    }
    if (await isMissing(`SELECT FROM pg_database WHERE datname = 'parley'`))
      await client.query('CREATE DATABASE parley OWNER parley');
  } finally {
    await client.end();
  }
}

function environment() {
  return { PATH: process.env.PATH, LC_ALL: 'C' };
}

/** The log line with the cause; a full disk takes precedence over its consequences. @param {string} text */
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
