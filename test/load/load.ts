import { setTimeout as delay } from 'node:timers/promises';
import type { VirtualUsers } from './virtual-users.ts';
import { DeliveryLedger } from './delivery-ledger.ts';
import { busySeconds, cpuOf, memoryOf, ownCpu } from './machine.ts';
import { SENDERS_PER_ROOM } from './scenarios.ts';

/** Precision of timers: a send that is late by less is stamped with its real time. */
const TIMER_PRECISION_MS = 2;
/** Time limit for the last deliveries; without progress for MAX_STALL_MS the wait ends earlier. */
const MAX_DRAIN_MS = 15_000;
const MAX_STALL_MS = 3_000;
/** Limit of the 99th percentile of delivery for the highest sustained rate. */
export const MAX_LATENCY_MS = 200;

/** Processes whose CPU and memory are measured. */
export interface ObservedProcesses {
  servers: readonly number[];
  database?: number;
}

/** One measured stretch of load. Times in milliseconds, rates per second. */
export interface Step {
  /** Requested deliveries per second; null for a closed loop. */
  offered: number | null;
  /** Deliveries per second within the window. */
  rate: number;
  messages: number;
  deliverP50: number;
  deliverP99: number;
  ackP50: number;
  ackP99: number;
  lost: number;
  doubled: number;
  reordered: number;
  refused: number;
  unanswered: number;
  /** Rooms whose members received different orders. */
  disagreeing: number;
  /** CPU per 1,000 deliveries, in milliseconds: of the server, and with the database. */
  cpu: number;
  cpuWithDatabase: number;
  /** Cores used by the server, by this generator, and by other processes. */
  serverCores: number;
  generatorCores: number;
  strangersCores: number;
  /** Memory of the server in MiB. */
  memory: number;
}

let runs = 0;

/** Sends for some seconds, at a rate or with a number of messages in flight. */
export async function load(
  users: VirtualUsers,
  observed: ObservedProcesses,
  seconds: number,
  how: { rate: number } | { outstanding: number },
): Promise<Step> {
  const { members } = users.scenario;
  const ledger = new DeliveryLedger((runs = (runs + 1) % 10_000), members, SENDERS_PER_ROOM, users.people);
  users.recordInto(ledger);
  const meter = new CpuMeter(observed);
  const began = performance.now();
  const end = began + seconds * 1000;
  ledger.windowEnd = end;
  if ('rate' in how) await sendAtRate(users, how.rate / members, began, end);
  else await sendOnAnswer(users, how.outstanding, end);
  const used = meter.read();
  const { intime } = ledger;
  await drain(ledger);
  const perThousand = (cpu: number) => (cpu * 1e6) / Math.max(1, intime);
  return {
    offered: 'rate' in how ? Math.round(how.rate) : null,
    rate: intime / seconds,
    messages: ledger.sent,
    deliverP50: ledger.deliver.quantile(0.5),
    deliverP99: ledger.deliver.quantile(0.99),
    ackP50: ledger.ack.quantile(0.5),
    ackP99: ledger.ack.quantile(0.99),
    lost: ledger.lost,
    doubled: ledger.doubled,
    reordered: ledger.reordered,
    refused: ledger.refused,
    unanswered: ledger.sent - ledger.acked - ledger.refused,
    disagreeing: ledger.lost ? 0 : ledger.disagreeing,
    cpu: perThousand(used.server),
    cpuWithDatabase: perThousand(used.server + used.database),
    serverCores: used.server / used.seconds,
    generatorCores: used.generator / used.seconds,
    strangersCores: Math.max(0, used.all - used.server - used.database - used.generator) / used.seconds,
    memory: memoryOf(observed.servers) / 2 ** 20,
  };
}

/** Open loop: messages are due at fixed times, however slow the answers are. */
async function sendAtRate(users: VirtualUsers, perSecond: number, began: number, end: number): Promise<void> {
  const { senders: senders } = users;
  let sentCount = 0;
  for (let time = began; time < end; time = performance.now()) {
    const due = Math.floor(((time - began) * perSecond) / 1000);
    for (let started = time; sentCount <= due && time - started < 20; sentCount++) {
      const intended = began + (sentCount * 1000) / perSecond;
      const sender = senders[sentCount % senders.length];
      time = performance.now();
      if (sender) users.send(sender, time - intended > TIMER_PRECISION_MS ? intended : time);
    }
    await delay(1);
  }
}

/** Closed loop: each answer triggers the next message. Shows roughly the capacity of a server, and nothing about latency. */
async function sendOnAnswer(users: VirtualUsers, outstanding: number, end: number): Promise<void> {
  const { senders: senders } = users;
  const next = (slot: number) => {
    const sender = senders[slot % senders.length];
    if (sender && performance.now() < end) users.send(sender, performance.now(), () => next(slot + outstanding));
  };
  for (let place = 0; place < outstanding; place++) next(place);
  await delay(end - performance.now());
}

async function drain(ledger: DeliveryLedger): Promise<void> {
  let seen = -1;
  let still = 0;
  const open = () => ledger.lost > 0 || ledger.sent > ledger.acked + ledger.refused;
  for (let waited = 0; open() && waited < MAX_DRAIN_MS && still < MAX_STALL_MS; waited += 50, still += 50) {
    await delay(50);
    if (ledger.delivered !== seen) still = 0;
    seen = ledger.delivered;
  }
  // Duplicates arrive a little later.
  await delay(100);
}

/** Measures CPU seconds since its creation. */
class CpuMeter {
  private readonly observed: ObservedProcesses;
  private readonly began: ReturnType<CpuMeter['sample']>;

  constructor(observed: ObservedProcesses) {
    this.observed = observed;
    this.began = this.sample();
  }

  read() {
    const now = this.sample();
    const since = (name: keyof typeof now) => now[name] - this.began[name];
    return {
      seconds: since('time') / 1000,
      server: since('server'),
      database: since('database'),
      generator: since('generator'),
      all: since('all'),
    };
  }

  private sample() {
    const { servers, database } = this.observed;
    return {
      time: performance.now(),
      server: cpuOf(servers),
      database: cpuOf(database ? [database] : []),
      generator: ownCpu(),
      all: busySeconds(),
    };
  }
}
