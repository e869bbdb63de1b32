import { VirtualUsers } from './virtual-users.ts';
import { load, type Step } from './load.ts';
import { formatStep } from './report.ts';
import { median, spreadOf, type Spread } from './spread.ts';
import type { LoadDatabase } from './load-database.ts';
import { parley } from './peers/parley.ts';
import { plain } from './peers/plain.ts';
import type { Peer } from './peers/peer.ts';
import type { Scenario } from './scenarios.ts';

/** Deliveries on their way at any time: enough for batches, too few for queues. */
const DELIVERIES_WAITING = 2_000;
const MAX_WAITING = 256;
const ROUNDS = 5;
const SECONDS = 2;
const MAX_CONCURRENT_CONNECTS = 50;

interface Side {
  users: VirtualUsers;
  measure(): Promise<Step>;
  stop(): Promise<void>;
}

/** What Parley costs in relation to plain Socket.IO, each pair of measurements within seconds. */
export interface QuickResult {
  scenario: Scenario;
  /** Parley's deliveries per second in relation to plain's. */
  rate: Spread;
  /** Plain's CPU of a delivery in relation to that of Parley's server, and with the database. */
  cpu: Spread;
  cpuWithDatabase: Spread;
  /** CPU milliseconds per 1,000 deliveries: medians. */
  plainCpu: number;
  parleyCpu: number;
  parleyCpuWithDatabase: number;
}

/**
 * Both servers run at the same time and are loaded in turn, in a closed loop: what else the machine does meets both, and
 * CPU per delivery is disturbed least.
 */
export async function compareQuickly(stage: LoadDatabase, scenario: Scenario): Promise<QuickResult> {
  console.log(`\n${scenario.name} (${scenario.title})`);
  const sides = [await begin(plain, stage, scenario), await begin(parley, stage, scenario)] as const;
  try {
    const rounds: [Step, Step][] = [];
    for (let round = 0; round <= ROUNDS; round++) rounds.push([await sides[0].measure(), await sides[1].measure()]);
    rounds.shift(); // warms up
    for (const [first, second] of rounds) console.log(`${formatStep(first)}\n${formatStep(second)}`);
    return summary(scenario, rounds);
  } finally {
    for (const side of sides) await side.stop();
  }
}

async function begin(peer: Peer, stage: LoadDatabase, scenario: Scenario): Promise<Side> {
  const running = await peer.start(stage);
  const accounts = await running.createAccounts(scenario);
  const users = new VirtualUsers(running.servers, peer.protocol, scenario);
  await users.connect(accounts, MAX_CONCURRENT_CONNECTS);
  const observed = {
    servers: running.servers.map(({ pid }) => pid),
    ...(running.databaseUrl && { database: stage.pid }),
  };
  const outstanding = Math.max(4, Math.min(MAX_WAITING, Math.round(DELIVERIES_WAITING / scenario.members)));
  return {
    users,
    measure: () => load(users, observed, SECONDS, { outstanding }),
    async stop() {
      users.disconnectAll();
      await running.stop();
    },
  };
}

function summary(scenario: Scenario, rounds: [Step, Step][]): QuickResult {
  const ratios = (of: (first: Step, second: Step) => number) => spreadOf(rounds.map(([a, b]) => of(a, b)));
  return {
    scenario,
    rate: ratios((first, second) => second.rate / first.rate),
    cpu: ratios((first, second) => first.cpu / second.cpu),
    cpuWithDatabase: ratios((first, second) => first.cpu / second.cpuWithDatabase),
    plainCpu: median(rounds.map(([first]) => first.cpu)),
    parleyCpu: median(rounds.map(([, second]) => second.cpu)),
    parleyCpuWithDatabase: median(rounds.map(([, second]) => second.cpuWithDatabase)),
  };
}

const times = ({ median, least, most }: Spread) => `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;

/** A Markdown table. */
export function quickTable(results: QuickResult[]): string {
  const head = [
    'Scenario',
    'rate × plain',
    'CPU × plain',
    'with the database',
    'CPU ms per 1,000: plain, Parley (+ database)',
  ];
  const lines = results.map(({ scenario, rate, cpu, cpuWithDatabase, ...costs }) => [
    `${scenario.name}: ${scenario.title}`,
    times(rate),
    times(cpu),
    times(cpuWithDatabase),
    `${costs.plainCpu.toFixed(1)}, ${costs.parleyCpu.toFixed(1)} (${costs.parleyCpuWithDatabase.toFixed(1)})`,
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
