import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DrawnSize } from '../charts/charts.ts';
import type { Result } from '../measure.ts';
import { type Habits, type Needs, needs, type NodeCosts, type ReadCosts } from './model.ts';
import { costsAlone, type MeasuredCost, predicted, type UnitCosts, unitCosts } from './unit-costs.ts';

/**
 * `npm run bench:scale`: what companies of a thousand to a million people need, by arithmetic from what was measured, and
 * how far that arithmetic is from points that it was not made from.
 */
const folder = join(import.meta.dirname, '../published');
const published = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

type Check = MeasuredCost & { how: string; nodes?: number };

const habits: Habits = {
  onlineShare: 0.5,
  messagesPerHourOnline: 12,
  audience: 50,
  roomsEach: 50,
  pagesPerHourOnline: 30,
  searchesPerHourOnline: 1,
  connectsPerHourOnline: 1,
  messagesPerPersonAndDay: 30,
  workingDays: 250,
};
const [tens, pairs] = published('quick.json') as [MeasuredCost, MeasuredCost];
const batched = unitCosts(tens, pairs);
// Spread over a day and over processes, messages are seldom written together.
const alone = costsAlone(batched, published('light.json') as MeasuredCost);
const idle = published('idle.json') as NonNullable<Result['idle']>;
const node: NodeCosts = {
  baseMegabytes: idle.megabytes - (idle.connections * idle.kilobytesEach) / 1024,
  kilobytesPerConnection: idle.kilobytesEach,
  hint: 0.12,
  maxConnections: 5_000,
  maxBusy: 0.5,
  databaseConnections: 12,
};
const [million] = published('growth.json') as DrawnSize[];
const timeOf = (question: string) => million?.rows[question]?.p50 ?? 0;
const reads: ReadCosts = {
  page: timeOf('changes, 50 behind'),
  search: timeOf('search: a middling word'),
  listPerRoom: timeOf('list of 500 rooms, with unread counts') / 500,
};

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const shown = (value: number) =>
  value >= 10 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(2)));

const companies = [1_000, 10_000, 100_000, 1_000_000].map((people) =>
  needs({ people, habits, unit: alone, reads, node }),
);
const lines: [string, (of: Needs) => number][] = [
  ['connections', (of) => of.connections],
  ['messages a second', (of) => of.messagesPerSecond],
  ['deliveries a second', (of) => of.deliveriesPerSecond],
  ['processes of Parley', (of) => of.processes],
  ['… cores for messages', (of) => of.serverCores],
  ['memory of all, GB', (of) => of.serverGigabytes],
  ['PostgreSQL: cores for writing', (of) => of.databaseWriteCores],
  ['reading: cores of PostgreSQL and the processes', (of) => of.readCores],
  ['PostgreSQL: connections', (of) => of.databaseConnections],
  ['Redis: hints published a second', (of) => of.redisPublishesPerSecond],
  ['Redis: hints delivered a second', (of) => of.redisDeliveriesPerSecond],
  ['disk a year, GB, without files', (of) => of.diskGigabytesPerYear],
];
console.log(
  table(
    ['people', ...companies.map(({ people }) => people.toLocaleString('en-US'))],
    lines.map(([name, value]) => [name, ...companies.map((of) => shown(value(of)))]),
  ),
);
const micro = (ms: number) => shown(ms * 1000);
const inWords = (costs: UnitCosts) =>
  `a message ${micro(costs.serverPerMessage)} of the server and ${micro(costs.databasePerMessage)} of PostgreSQL, a delivery ${micro(costs.serverPerDelivery)} and ${micro(costs.databasePerDelivery)}`;
console.log(`\nCPU µs, alone: ${inWords(alone)}\nCPU µs, in batches: ${inWords(batched)}`);
console.log('\nCPU ms per 1,000 deliveries, of the server and of PostgreSQL\n');
console.log(
  table(
    ['point', 'the model says', 'measured', 'model ÷ measured'],
    (published('checks.json') as Check[]).map((check) => {
      const { server, database } = predicted(batched, check.scenario, check.nodes ?? 1, node.hint);
      const measured = check.parleyCpuWithDatabase;
      return [
        `${check.scenario}, ${check.how}`,
        `${shown(server)} + ${shown(database)}`,
        `${shown(check.parleyCpu)} + ${shown(measured - check.parleyCpu)}`,
        ((server + database) / measured).toFixed(2),
      ];
    }),
  ),
);
