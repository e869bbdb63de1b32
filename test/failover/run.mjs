/** `npm run test:failover`: every failover in its full form, and the table of docs/high-availability.md. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What each case was before Parley was made for it. @type {Record<string, [string, string]>} */
const cases = {
  X1: ['failover to a standby that lacks the last seconds', 'clients blind, lists differ for ever'],
  X2: ['… noticed by running nodes and open clients', 'never, also after the epoch was raised by hand'],
  X3: ['old connections stay open and dumb', 'no acknowledgement in 240 s'],
  X4: ['the server is read-only', 'ready, and answers 500'],
  X5: ['PgBouncer, transaction mode', '10–18 % of sends answer 500, locks stay behind'],
  X6: ['PgBouncer as it is delivered', 'does not start, a stack trace'],
  X7: ['Redis is read-only or full', 'codes are never sent'],
  X8: ['Redis with an evicting policy', 'warned nowhere'],
  X9: ['Sentinel, Cluster, TLS', 'no setting'],
  X10: ['connections of a process', '15–22 of two nodes, 20 were documented'],
  Patroni: ['three nodes of Patroni, all hosts in `DATABASE_URL`', 'not tried'],
};

const folder = mkdtempSync(join(tmpdir(), 'parley-failover-report-'));
const report = join(folder, 'measured');
const { status } = spawnSync('npm', ['run', '--silent', 'jest', '--', 'test/failover', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, FAILOVER: 'all', FAILOVER_REPORT: report },
});
const lines = existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n') : [];
/** @type {{ of: string, seen: string }[]} */
const measured = lines.map((line) => JSON.parse(line));
rmSync(folder, { recursive: true });
console.log('\n| | Case | Before | Now |\n| --- | --- | --- | --- |');
for (const [name, [what, before]] of Object.entries(cases)) {
  const now = measured.filter(({ of }) => of === name).map(({ seen }) => seen);
  console.log(`| ${name} | ${what} | ${before} | ${now.join('; ') || 'not run'} |`);
}
process.exit(status ?? 1);
