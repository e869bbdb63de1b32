import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { Crowd } from './crowd.ts';
import { load } from './load.ts';
import { parley } from './peers/parley.ts';
import type { Running } from './peers/peer.ts';
import type { Scenario } from './scenarios.ts';
import type { Stage } from './stage.ts';

/** Small enough for any machine that runs the tests: what is asked is whether all is right, never how fast. */
const rooms: Scenario = { name: 'short', title: '20 rooms of 10', kind: 'fan-out', rooms: 20, members: 10 };
const crowded: Scenario = { name: 'crowded', title: '1 room of 100', kind: 'fan-out', rooms: 1, members: 100 };
const SECONDS = 4;

/** What must be nought. */
type Wrong = Record<string, number>;

/** Loads Parley a little and far too much, and counts what went wrong. @param output gets how many checks passed */
export async function checkCorrectness(stage: Stage, output?: string): Promise<void> {
  let [passed, failed] = [0, 0];
  for (const scenario of [rooms, crowded]) {
    console.log(`\n${scenario.title}`);
    for (const [what, count] of Object.entries(await play(stage, scenario))) {
      console.log(count === 0 ? `  ✓ ${what}` : `  ✗ ${what}: ${count}`);
      if (count === 0) passed++;
      else failed++;
    }
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  if (output) writeFileSync(output, JSON.stringify({ passed, failed }));
  if (failed) process.exitCode = 1;
}

async function play(stage: Stage, scenario: Scenario): Promise<Wrong> {
  const running = await parley.start(stage);
  const crowd = new Crowd(running.servers, parley.dialect, scenario);
  try {
    await crowd.admit(await running.invite(scenario), 20);
    const watched = { servers: running.servers.map(({ pid }) => pid) };
    const calm = await load(crowd, watched, SECONDS, { rate: 1000 });
    const accepted = crowd.ledger?.accepted ?? [];
    const hurry = await load(crowd, watched, SECONDS, { outstanding: 100 });
    accepted.push(...(crowd.ledger?.accepted ?? []));
    console.log(`  ${calm.messages + hurry.messages} messages`);
    const both = (what: 'lost' | 'doubled' | 'reordered' | 'refused' | 'unanswered' | 'disagreeing') =>
      calm[what] + hurry[what];
    return {
      'nothing is lost': both('lost'),
      'nothing comes twice': both('doubled'),
      'nothing comes out of its order': both('reordered'),
      'all members of a room hear one order': both('disagreeing'),
      'everything is acknowledged': both('refused') + both('unanswered'),
      'no line is cut': crowd.cut,
      'something was said': Number(accepted.length === 0),
      ...(await inTheTable(running, accepted)),
    };
  } finally {
    crowd.dismiss();
    await running.stop();
  }
}

/** What the database says of it. */
async function inTheTable({ databaseUrl }: Running, accepted: string[]): Promise<Wrong> {
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
