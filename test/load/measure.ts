import { setTimeout as delay } from 'node:timers/promises';
import { VirtualUsers } from './virtual-users.ts';
import { findHighestRate } from './highest-rate.ts';
import { Histogram } from './histogram.ts';
import { load, type Step, type ObservedProcesses } from './load.ts';
import { cpuOf, memoryOf } from './machine.ts';
import type { Peer, RunningPeer } from './peers/peer.ts';
import type { Scenario } from './scenarios.ts';
import { median } from './spread.ts';

/** Default number of concurrent connects. */
const MAX_CONCURRENT_CONNECTS = 50;
/** Time for garbage collection after connecting. */
const IDLE_SETTLE_MS = 4_000;
const LIGHT_LOAD_SHARE = 0.2;

/** The result of one peer in one scenario. */
export interface Result {
  peer: string;
  scenario: string;
  at: string;
  /** The highest sustained rate: the median of several searches. */
  best?: Step;
  /** The highest sustained rate of each search. */
  rates?: number[];
  /** At a fifth of the highest rate of plain Socket.IO, so that servers are compared under the same load. */
  light?: Step;
  steps?: Step[];
  /** Idle connections: their number, and the server memory that each takes. */
  idle?: { connections: number; kilobytesEach: number; megabytes: number; seconds: number };
  /** Reconnecting after a cut: seconds until the last, milliseconds for each, CPU milliseconds each. */
  storm?: { connections: number; seconds: number; p50: number; p99: number; cpuEach: number };
  /** Connections cut by the server. */
  cut: number;
}

export interface MeasureOptions {
  seconds: number;
  /** How often the highest rate is searched. */
  runs: number;
  /** The highest rate of plain Socket.IO in this scenario; of the server itself where it was not measured. */
  plainRate?: number;
  /** Deliveries per second; without it the highest sustained rate is searched. */
  rate?: number;
  /** Messages in flight at any time, instead of a rate. */
  waiting?: number;
  report: (step: Step) => void;
}

/** Measures one running peer in one scenario. */
export async function measure(
  peer: Peer,
  running: RunningPeer,
  database: number,
  scenario: Scenario,
  how: MeasureOptions,
) {
  const pids = running.servers.map(({ pid }) => pid);
  // Before the first sign-in: heap growth of thousands of sign-ins would hide the memory of connections.
  const before = memoryOf(pids);
  const accounts = await running.createAccounts(scenario);
  const users = new VirtualUsers(running.servers, peer.protocol, scenario);
  const observed = { servers: pids, ...(running.databaseUrl && { database }) };
  const result: Result = { peer: peer.name, scenario: scenario.name, at: new Date().toISOString(), cut: 0 };
  const began = performance.now();
  await users.connect(accounts, MAX_CONCURRENT_CONNECTS);
  const seconds = (performance.now() - began) / 1000;
  try {
    if (scenario.kind === 'fan-out') Object.assign(result, await fanOut(users, observed, how));
    else if (scenario.kind === 'idle') {
      await delay(IDLE_SETTLE_MS);
      const memory = memoryOf(pids);
      const kilobytesEach = (memory - before) / accounts.length / 1024;
      result.idle = { connections: accounts.length, kilobytesEach, megabytes: memory / 2 ** 20, seconds };
    } else {
      users.disconnectAll();
      result.storm = await storm(users, accounts, pids);
    }
    return { ...result, cut: users.cutConnections };
  } finally {
    users.disconnectAll();
  }
}

async function fanOut(users: VirtualUsers, observed: ObservedProcesses, how: MeasureOptions): Promise<Partial<Result>> {
  const { seconds, rate, waiting, report } = how;
  if (waiting !== undefined) {
    await load(users, observed, 2, { outstanding: waiting });
    const best = await load(users, observed, seconds, { outstanding: waiting });
    report(best);
    return { best, steps: [best] };
  }
  if (rate !== undefined) {
    await load(users, observed, 1, { rate: rate * LIGHT_LOAD_SHARE });
    const only = await load(users, observed, seconds, { rate });
    report(only);
    return { steps: [only], light: only };
  }
  const steps: Step[] = [];
  const bests: Step[] = [];
  for (let run = 0; run < how.runs; run++) {
    const found = await findHighestRate(users, observed, seconds, report);
    steps.push(...found.steps);
    if (found.best) bests.push(found.best);
  }
  const rates = bests.map((each) => each.rate);
  const best = bests.find((each) => each.rate === median(rates));
  if (!best) return { steps };
  const light = await load(users, observed, seconds, { rate: (how.plainRate ?? best.rate) * LIGHT_LOAD_SHARE });
  report(light);
  return { best, rates, light, steps };
}

async function storm(
  users: VirtualUsers,
  accounts: Parameters<VirtualUsers['connect']>[0],
  servers: readonly number[],
) {
  const cpu = cpuOf(servers);
  const began = performance.now();
  const each = new Histogram();
  await users.connect(accounts, accounts.length, (milliseconds) => each.add(milliseconds));
  return {
    connections: accounts.length,
    seconds: (performance.now() - began) / 1000,
    p50: each.quantile(0.5),
    p99: each.quantile(0.99),
    cpuEach: ((cpuOf(servers) - cpu) * 1000) / accounts.length,
  };
}
