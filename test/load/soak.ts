import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildServer } from '../../deploy/local/build.mjs';
import { withBuildLock } from '../../deploy/local/build-lock.mjs';
import { exitWithParent } from '../../deploy/local/node24.mjs';
import { startLoadDatabase } from './load-database.ts';
import { load, type Step } from './load.ts';
import { memoryOf } from './machine.ts';
import { parley } from './peers/parley.ts';
import type { Scenario } from './scenarios.ts';
import { VirtualUsers } from './virtual-users.ts';

const USAGE = 'npm run soak -- [--minutes 30] [--rate 150]: 200 people talk, and all reconnect now and then';

const SCENARIO: Scenario = { name: 'soak', title: '20 rooms of 10', kind: 'fan-out', rooms: 20, members: 10 };
const MAX_CONCURRENT_CONNECTS = 20;
const ROUND_SECONDS = 30;
const RECONNECT_EVERY_ROUNDS = 5;
/** The heap finds its size in the first minutes: growth is counted from here on. */
const WARM_UP_ROUNDS = 4;
/** What may come on top of the memory after the warm-up: caches that fill, and the collector's leeway. */
const MAX_GROWTH_MEGABYTES = 120;
const MAX_MORE_FILES = 30;

interface Round {
  step: Step;
  megabytes: number;
  openFiles: number;
}

/** `npm run soak`: whether memory or descriptors grow without end, and whether every message arrives once and in order. */
exitWithParent(() => process.exit(1));
const { minutes, rate } = options();
await withBuildLock(buildServer);
const stage = await startLoadDatabase();
const faults: string[] = [];
try {
  const running = await parley.start(stage);
  try {
    const pids = running.servers.map(({ pid }) => pid);
    const accounts = await running.createAccounts(SCENARIO);
    const users = new VirtualUsers(running.servers, parley.protocol, SCENARIO);
    await users.connect(accounts, MAX_CONCURRENT_CONNECTS);
    let warm: Round | undefined;
    const rounds = Math.ceil((minutes * 60) / ROUND_SECONDS);
    for (let round = 1; round <= rounds; round++) {
      if (round % RECONNECT_EVERY_ROUNDS === 0) {
        users.disconnectAll();
        await running.renewTokens?.(accounts);
        await users.connect(accounts, MAX_CONCURRENT_CONNECTS);
      }
      const step = await load(users, { servers: pids, database: stage.pid }, ROUND_SECONDS, { rate });
      const found = { step, megabytes: memoryOf(pids) / 2 ** 20, openFiles: filesOf(pids) };
      console.log(describe(round, rounds, found));
      faults.push(...faultsOf(round, found, warm));
      if (round === WARM_UP_ROUNDS) warm = found;
    }
    if (users.cutConnections) faults.push(`${users.cutConnections} connections were cut by the server`);
    users.disconnectAll();
  } finally {
    await running.stop();
  }
} finally {
  await stage.stop();
}
console.log(faults.length ? faults.join('\n') : 'Nothing grew, and everything arrived once and in order.');
process.exit(faults.length ? 1 : 0);

function options() {
  try {
    const { values } = parseArgs({
      options: { minutes: { type: 'string', default: '30' }, rate: { type: 'string', default: '150' } },
    });
    const [minutes, rate] = [Number(values.minutes), Number(values.rate)];
    if (!(minutes > 0 && minutes <= 600 && rate > 0)) throw new Error('minutes go up to 600, and both are above 0');
    return { minutes, rate };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

function filesOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0);
}

function describe(round: number, rounds: number, { step, megabytes, openFiles }: Round): string {
  const { messages, deliverP50, deliverP99 } = step;
  const delivered = `delivered in ${deliverP50.toFixed(0)} ms (p99 ${deliverP99.toFixed(0)})`;
  return `${round}/${rounds}: ${messages} messages, ${delivered}, ${megabytes.toFixed(0)} MB, ${openFiles} files`;
}

function faultsOf(round: number, { step, megabytes, openFiles }: Round, warm: Round | undefined): string[] {
  const { lost, doubled, reordered, refused, unanswered, disagreeing } = step;
  const wrong = Object.entries({ lost, doubled, reordered, refused, unanswered, disagreeing }).filter(([, n]) => n > 0);
  const faults = wrong.map(([what, count]) => `Round ${round}: ${count} ${what}`);
  if (warm && megabytes > warm.megabytes + MAX_GROWTH_MEGABYTES)
    faults.push(`Round ${round}: ${megabytes.toFixed(0)} MB, after the warm-up ${warm.megabytes.toFixed(0)}`);
  if (warm && openFiles > warm.openFiles + MAX_MORE_FILES)
    faults.push(`Round ${round}: ${openFiles} open files, after the warm-up ${warm.openFiles}`);
  return faults;
}
