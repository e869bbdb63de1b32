import { setTimeout as delay } from 'node:timers/promises';
import type { Crowd } from './crowd.ts';
import { Ledger } from './ledger.ts';
import { busySeconds, cpuOf, memoryOf, ownCpu } from './machine.ts';
import { TALKERS } from './scenarios.ts';

/** Timers are not more exact than this: what is late by less is stamped with the time it went out. Milliseconds. */
const TICK = 2;
/** How long the last deliveries may take; without any progress for a while the wait ends earlier. Milliseconds. */
const DRAIN = 15_000;
const STANDSTILL = 3_000;
/** A delivery later than this is of no use in a talk: the limit for the highest rate. Milliseconds. */
export const TOO_LATE = 200;

/** Processes to look at while the load is on. */
export interface Watched {
  servers: readonly number[];
  database?: number;
}

/** One stretch of load and what became of it. Times in milliseconds, rates per second. */
export interface Step {
  /** Deliveries per second that were asked for; null when everybody waited for answers. */
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
  /** Rooms whose members heard different orders. */
  disagreeing: number;
  /** CPU per 1,000 deliveries, in milliseconds: of the server, and with the database. */
  cpu: number;
  cpuWithDatabase: number;
  /** Cores in use by the server, by this generator, and by strangers on the machine. */
  serverCores: number;
  generatorCores: number;
  strangersCores: number;
  /** Megabytes of the server. */
  memory: number;
}

let runs = 0;

/** Loads a crowd for a while, at a rate or with so many messages on their way. */
export async function load(
  crowd: Crowd,
  watched: Watched,
  seconds: number,
  how: { rate: number } | { outstanding: number },
): Promise<Step> {
  const { members } = crowd.scenario;
  const ledger = new Ledger((runs = (runs + 1) % 10_000), members, TALKERS, crowd.people);
  crowd.listen(ledger);
  const meter = new Meter(watched);
  const began = performance.now();
  const end = began + seconds * 1000;
  ledger.windowEnd = end;
  if ('rate' in how) await atRate(crowd, how.rate / members, began, end);
  else await inExchange(crowd, how.outstanding, end);
  const used = meter.read();
  const { intime } = ledger;
  await drained(ledger);
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
    memory: memoryOf(watched.servers) / 2 ** 20,
  };
}

/** Open loop: the next message is due when it is due, however slow the answers are. */
async function atRate(crowd: Crowd, perSecond: number, began: number, end: number): Promise<void> {
  const { talkers } = crowd;
  let said = 0;
  for (let time = began; time < end; time = performance.now()) {
    const due = Math.floor(((time - began) * perSecond) / 1000);
    for (let started = time; said <= due && time - started < 20; said++) {
      const intended = began + (said * 1000) / perSecond;
      const talker = talkers[said % talkers.length];
      time = performance.now();
      if (talker) crowd.say(talker, time - intended > TICK ? intended : time);
    }
    await delay(1);
  }
}

/** Closed loop: whoever is answered says the next. Tells roughly what a server can do, and nothing about its latency. */
async function inExchange(crowd: Crowd, outstanding: number, end: number): Promise<void> {
  const { talkers } = crowd;
  const next = (place: number) => {
    const talker = talkers[place % talkers.length];
    if (talker && performance.now() < end) crowd.say(talker, performance.now(), () => next(place + outstanding));
  };
  for (let place = 0; place < outstanding; place++) next(place);
  await delay(end - performance.now());
}

async function drained(ledger: Ledger): Promise<void> {
  let seen = -1;
  let still = 0;
  const open = () => ledger.lost > 0 || ledger.sent > ledger.acked + ledger.refused;
  for (let waited = 0; open() && waited < DRAIN && still < STANDSTILL; waited += 50, still += 50) {
    await delay(50);
    if (ledger.delivered !== seen) still = 0;
    seen = ledger.delivered;
  }
  // What comes twice comes a little later.
  await delay(100);
}

/** CPU that was used since it was made, in seconds. */
class Meter {
  private readonly watched: Watched;
  private readonly began: ReturnType<Meter['look']>;

  constructor(watched: Watched) {
    this.watched = watched;
    this.began = this.look();
  }

  read() {
    const now = this.look();
    const since = (name: keyof typeof now) => now[name] - this.began[name];
    return {
      seconds: since('time') / 1000,
      server: since('server'),
      database: since('database'),
      generator: since('generator'),
      all: since('all'),
    };
  }

  private look() {
    const { servers, database } = this.watched;
    return {
      time: performance.now(),
      server: cpuOf(servers),
      database: cpuOf(database ? [database] : []),
      generator: ownCpu(),
      all: busySeconds(),
    };
  }
}
