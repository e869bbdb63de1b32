import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { VirtualUsers } from './virtual-users.ts';
import { load } from './load.ts';
import { parley } from './peers/parley.ts';
import type { RunningPeer } from './peers/peer.ts';
import type { Scenario } from './scenarios.ts';
import type { LoadDatabase } from './load-database.ts';

/** Small enough for any machine that runs the tests: this checks correctness, not speed. */
const rooms: Scenario = { name: 'short', title: '20 rooms of 10', kind: 'fan-out', rooms: 20, members: 10 };
const crowded: Scenario = { name: 'crowded', title: '1 room of 100', kind: 'fan-out', rooms: 1, members: 100 };
const RUN_SECONDS = 4;

/** Must all be zero. */
type FaultCounts = Record<string, number>;

/** Runs Parley under light load and overload, and counts faults. @param output gets the number of passed checks */
export async function checkCorrectness(stage: LoadDatabase, output?: string): Promise<void> {
  let [passed, failed] = [0, 0];
  for (const scenario of [rooms, crowded]) {
    console.log(`\n${scenario.title}`);
    for (const [what, count] of Object.entries(await runScenario(stage, scenario))) {
      console.log(count === 0 ? `  ✓ ${what}` : `  ✗ ${what}: ${count}`);
      if (count === 0) passed++;
      else failed++;
    }
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  if (output) writeFileSync(output, JSON.stringify({ passed, failed }));
  if (failed) process.exitCode = 1;
}

async function runScenario(stage: LoadDatabase, scenario: Scenario): Promise<FaultCounts> {
  const running = await parley.start(stage);
  const users = new VirtualUsers(running.servers, parley.protocol, scenario);
  try {
    await users.connect(await running.createAccounts(scenario), 20);
    const observed = { servers: running.servers.map(({ pid }) => pid) };
    const calm = await load(users, observed, RUN_SECONDS, { rate: 1000 });
    const accepted = users.ledger?.accepted ?? [];
    const hurry = await load(users, observed, RUN_SECONDS, { outstanding: 100 });
    accepted.push(...(users.ledger?.accepted ?? []));
    console.log(`  ${calm.messages + hurry.messages} messages`);
    const both = (what: 'lost' | 'doubled' | 'reordered' | 'refused' | 'unanswered' | 'disagreeing') =>
      calm[what] + hurry[what];
    return {
      'nothing is lost': both('lost'),
      'nothing comes twice': both('doubled'),
      'nothing comes out of its order': both('reordered'),
      'all members of a room hear one order': both('disagreeing'),
      'everything is acknowledged': both('refused') + both('unanswered'),
      'no line is cut': users.cutConnections,
      'something was said': Number(accepted.length === 0),
      ...(await faultsInTable(running, accepted)),
    };
  } finally {
    users.disconnectAll();
    await running.stop();
  }
}

/** Faults found in the database. */
async function faultsInTable({ databaseUrl }: RunningPeer, accepted: string[]): Promise<FaultCounts> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ body: string }>(`SELECT body FROM messages WHERE body LIKE '#load %'`);
  const gaps = await client.query(
    `SELECT room_id FROM messages JOIN room_head USING (room_id) GROUP BY room_id, last_seq
     HAVING min(seq) <> 1 OR max(seq) <> last_seq OR count(DISTINCT seq) <> last_seq`,
  );
  await client.end();
  const stored = new Set(rows.map(({ body }) => body));
  return {
    'what was acknowledged is in the table': accepted.filter((body) => !stored.has(body)).length,
    'nothing is in the table twice': rows.length - stored.size,
    'the numbers of every room have no gap': gaps.rows.length,
  };
}
