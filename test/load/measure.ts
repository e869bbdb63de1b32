import { setTimeout as delay } from 'node:timers/promises';
import { Crowd } from './crowd.ts';
import { highest } from './highest.ts';
import { Histogram } from './histogram.ts';
import { load, type Step, type Watched } from './load.ts';
import { cpuOf, memoryOf } from './machine.ts';
import type { Peer, Running } from './peers/peer.ts';
import type { Scenario } from './scenarios.ts';

/** Connections made at once where nothing is said about it. */
const AT_ONCE = 50;
/** Until what a connection leaves behind is collected. Milliseconds. */
const SETTLED = 4_000;
const LIGHT = 0.2;

/** What one peer did in one scenario. */
export interface Result {
  peer: string;
  scenario: string;
  at: string;
  /** The highest rate that held, and how it fared at a fifth of it. */
  best?: Step;
  light?: Step;
  steps?: Step[];
  /** Connections that idle: how many, and what each takes of the server's memory. */
  idle?: { connections: number; kilobytesEach: number; megabytes: number; seconds: number };
  /** All back after a cut: seconds until the last was, milliseconds for each, CPU milliseconds each. */
  storm?: { connections: number; seconds: number; p50: number; p99: number; cpuEach: number };
  /** Lines that the server has cut. */
  cut: number;
}

export interface How {
  seconds: number;
  /** Deliveries per second; without it the highest is looked for. */
  rate?: number;
  /** Messages on their way at any time, instead of a rate. */
  waiting?: number;
  tell: (step: Step) => void;
}

/** Plays one scenario with one running server. */
export async function measure(peer: Peer, running: Running, database: number, scenario: Scenario, how: How) {
  const pids = running.servers.map(({ pid }) => pid);
  // Before anybody signs in: the room that thousands of sign-ins have made in the heap would hide what connections take.
  const before = memoryOf(pids);
  const guests = await running.invite(scenario);
  const crowd = new Crowd(running.servers, peer.dialect, scenario);
  const watched = { servers: pids, ...(running.databaseUrl && { database }) };
  const result: Result = { peer: peer.name, scenario: scenario.name, at: new Date().toISOString(), cut: 0 };
  const began = performance.now();
  await crowd.admit(guests, AT_ONCE);
  const seconds = (performance.now() - began) / 1000;
  try {
    if (scenario.kind === 'fan-out') Object.assign(result, await fanOut(crowd, watched, how));
    else if (scenario.kind === 'idle') {
      await delay(SETTLED);
      const memory = memoryOf(pids);
      const kilobytesEach = (memory - before) / guests.length / 1024;
      result.idle = { connections: guests.length, kilobytesEach, megabytes: memory / 2 ** 20, seconds };
    } else {
      crowd.dismiss();
      result.storm = await storm(crowd, guests, pids);
    }
    return { ...result, cut: crowd.cut };
  } finally {
    crowd.dismiss();
  }
}

async function fanOut(crowd: Crowd, watched: Watched, how: How): Promise<Partial<Result>> {
  const { seconds, rate, waiting, tell } = how;
  if (waiting !== undefined) {
    await load(crowd, watched, 2, { outstanding: waiting });
    const best = await load(crowd, watched, seconds, { outstanding: waiting });
    tell(best);
    return { best, steps: [best] };
  }
  if (rate !== undefined) {
    await load(crowd, watched, 1, { rate: rate * LIGHT });
    const only = await load(crowd, watched, seconds, { rate });
    tell(only);
    return { steps: [only], light: only };
  }
  const { best, steps } = await highest(crowd, watched, seconds, tell);
  if (!best) return { steps };
  const light = await load(crowd, watched, seconds, { rate: best.rate * LIGHT });
  tell(light);
  return { best, light, steps };
}

async function storm(crowd: Crowd, guests: Parameters<Crowd['admit']>[0], servers: readonly number[]) {
  const cpu = cpuOf(servers);
  const began = performance.now();
  const each = new Histogram();
  await crowd.admit(guests, guests.length, (milliseconds) => each.add(milliseconds));
  return {
    connections: guests.length,
    seconds: (performance.now() - began) / 1000,
    p50: each.quantile(0.5),
    p99: each.quantile(0.99),
    cpuEach: ((cpuOf(servers) - cpu) * 1000) / guests.length,
  };
}
