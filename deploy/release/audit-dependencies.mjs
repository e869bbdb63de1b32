/**
 * `npm run audit:dependencies`: licences, checksums and least versions of the lock file, then what only a registry knows:
 * advisories, and how long ago each package that package.json names was published.
 *
 *   --offline           only what the lock file tells
 *   --allow-unchecked   a registry that does not answer is said, and does not fail the run
 *
 * Exit code: 0 nothing found, 1 something is, 2 something could not be looked up.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../local/paths.mjs';
import { integrityMistakes, licenceMistakes, versionMistakes } from './dependency-rules.mjs';

/** A package that was not published for so many years is listed: is it finished, or left? */
const MAX_YEARS = 3;
const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000;
const TIMEOUT_MS = 30_000;
/** Requests to the registry at once. */
const MAX_CONCURRENT = 4;

const { values: options } = parseArgs({
  options: { offline: { type: 'boolean' }, 'allow-unchecked': { type: 'boolean' } },
});
/** @param {string} file */
const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const { packages } = read('package-lock.json');
let found = 0;
let unchecked = 0;

say('Licences', licenceMistakes(packages));
say('Checksums and origin', integrityMistakes(packages));
say('Least versions', versionMistakes(packages));
if (!options.offline) {
  advisories('Known vulnerabilities of what is shipped', ['--omit=dev'], () => true);
  advisories('Known vulnerabilities of tools', [], (severity) => ['high', 'critical'].includes(severity));
  await maintenance();
}
if (unchecked && !options['allow-unchecked'])
  console.log('\nNot everything could be looked up. --allow-unchecked accepts that.');
process.exitCode = found ? 1 : unchecked && !options['allow-unchecked'] ? 2 : 0;

/** @param {string} title @param {string[]} mistakes */
function say(title, mistakes) {
  found += mistakes.length;
  console.log(`${title}: ${mistakes.length ? '' : 'nothing found'}`);
  for (const mistake of mistakes) console.log(`  ${mistake}`);
}

/** @param {string} title @param {string} reason */
function couldNotCheck(title, reason) {
  unchecked++;
  console.log(`${title}: NOT CHECKED, ${reason}`);
}

/** @param {string} title @param {string[]} args @param {(severity: string) => boolean} counts */
function advisories(title, args, counts) {
  const { stdout } = spawnSync('npm', ['audit', '--json', ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: TIMEOUT_MS * 4,
  });
  const report = parse(stdout);
  if (!report?.vulnerabilities) return couldNotCheck(title, report?.message ?? report?.error?.summary ?? 'no answer');
  const all = Object.values(
    /** @type {Record<string, { name: string, severity: string, range: string }>} */ (report.vulnerabilities),
  );
  say(
    title,
    all.filter(({ severity }) => counts(severity)).map(({ name, severity, range }) => `${name} ${range}: ${severity}`),
  );
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A list to look at, not a mistake: a package may be finished. */
async function maintenance() {
  const title = `Not published for ${MAX_YEARS} years`;
  const registry = spawnSync('npm', ['config', 'get', 'registry'], { cwd: root, encoding: 'utf8' }).stdout.trim();
  const manifests = ['package.json', 'client/package.json'].map(read);
  const names = [
    ...new Set(
      manifests.flatMap(({ dependencies, devDependencies }) => Object.keys({ ...dependencies, ...devDependencies })),
    ),
  ].sort();
  /** @type {string[]} */
  const old = [];
  /** @type {string[]} */
  const silent = [];
  const waiting = [...names];
  const lane = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const last = await lastPublished(registry, name);
      if (last === undefined) silent.push(name);
      else if (Date.now() - last > MAX_YEARS * YEAR_MS)
        old.push(`${name}: ${new Date(last).toISOString().slice(0, 10)}`);
    }
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT }, lane));
  if (silent.length) couldNotCheck(title, `the registry does not tell of ${silent.sort().join(', ')}`);
  console.log(`${title}: ${old.length ? '' : 'none of those that it tells of'}`);
  for (const line of old.sort()) console.log(`  ${line}`);
}

/** Of its newest version. @param {string} registry @param {string} name @returns {Promise<number | undefined>} */
async function lastPublished(registry, name) {
  try {
    const address = new URL(name.replace('/', '%2f'), registry);
    const answer = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { time, 'dist-tags': tags } = /** @type {any} */ (await answer.json());
    const last = Date.parse(time?.[tags?.latest]);
    return Number.isNaN(last) ? undefined : last;
  } catch {
    return undefined;
  }
}
