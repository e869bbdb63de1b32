import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildServer } from '../../deploy/local/build.mjs';
import { exitWithParent } from '../../deploy/local/node24.mjs';
import { withBuildLock } from '../../deploy/local/build-lock.mjs';
import { charts, type DrawnResult, type DrawnSize, writeCharts } from './charts/charts.ts';
import { checkCorrectness } from './correctness.ts';
import { cores, moveToGeneratorCore, openFiles } from './machine.ts';
import { measure, type Result } from './measure.ts';
import { readOptions } from './options.ts';
import { naive } from './peers/naive.ts';
import { parley } from './peers/parley.ts';
import type { Peer } from './peers/peer.ts';
import { plain } from './peers/plain.ts';
import { two } from './peers/two.ts';
import { compareQuickly, type QuickResult, quickTable } from './quick.ts';
import { formatStep, tables } from './report.ts';
import { startLoadDatabase, type LoadDatabase } from './load-database.ts';
import type { Scenario } from './scenarios.ts';

/** `npm run bench`: the capacity of Parley beside servers that do less. See docs/performance.md. */
const peers: Peer[] = [plain, naive, parley, two];
const options = readOptions(peers.map(({ name }) => name));
const file = join(import.meta.dirname, 'results/latest.json');
const growthFile = join(import.meta.dirname, 'results/growth.json');
const publishedFolder = join(import.meta.dirname, 'published');
const picturesFolder = join(import.meta.dirname, '../../docs/images');

exitWithParent(() => process.exit(1));
if (options.charts) drawPublished();
else if (options.quick) await withLoadDatabase(runQuickly);
else if (options.short) await withLoadDatabase((stage) => checkCorrectness(stage, options.output));
else {
  if (!options.report) await withLoadDatabase(run);
  console.log(`\n${tables(read())}`);
  const drawn = writeCharts(join(file, '..'), charts(read(), readList<DrawnSize>(growthFile)));
  console.log(`\nDrawn in test/load/results: ${drawn.join(', ') || 'nothing yet'}`);
}
process.exit();

/** The charts of the documentation, from the results that it names. */
function drawPublished(): void {
  const results = readList<DrawnResult>(join(publishedFolder, 'results.json'));
  const sizes = readList<DrawnSize>(join(publishedFolder, 'growth.json'));
  console.log(`Drawn in docs/images: ${writeCharts(picturesFolder, charts(results, sizes)).join(', ')}`);
}

async function withLoadDatabase(work: (stage: LoadDatabase) => Promise<void>): Promise<void> {
  await withBuildLock(buildServer);
  const stage = await startLoadDatabase();
  try {
    await work(stage);
  } finally {
    await stage.stop();
  }
}

async function run(stage: LoadDatabase): Promise<void> {
  moveToGeneratorCore();
  console.log(cores ? 'Server on core 0, generator on core 1.' : 'One core for all: compare nothing with elsewhere.');
  for (const scenario of options.scenarios)
    for (const peer of peers.filter(({ name }) => options.peers.includes(name)))
      await runScenario(peer, stage, scenario);
}

async function runQuickly(stage: LoadDatabase): Promise<void> {
  moveToGeneratorCore();
  const results: QuickResult[] = [];
  for (const scenario of options.scenarios.filter(({ kind }) => kind === 'fan-out'))
    results.push(await compareQuickly(stage, scenario));
  console.log(`\n${quickTable(results)}`);
}

/** As last measured. */
const plainRateOf = ({ name }: Scenario): number | undefined =>
  read().find(({ peer, scenario }) => peer === plain.name && scenario === name)?.best?.rate;

async function runScenario(peer: Peer, stage: LoadDatabase, scenario: Scenario): Promise<void> {
  const connections = scenario.rooms * scenario.members;
  if (openFiles() < connections + 200) throw new Error(`First: ulimit -n ${connections + 1000}`);
  console.log(`\n${scenario.name} (${scenario.title}), ${peer.title}`);
  const running = await peer.start(stage);
  try {
    const { seconds, runs, rate, waiting } = options;
    const plainRate = peer === plain ? undefined : plainRateOf(scenario);
    const printStep = (step: Parameters<typeof formatStep>[0]) => console.log(formatStep(step));
    const how = { seconds, runs, rate, waiting, plainRate, report: printStep };
    save(await measure(peer, running, stage.pid, scenario, how));
  } finally {
    await running.stop();
  }
}

function read(): Result[] {
  return readList<Result>(file);
}

function readList<T>(path: string): T[] {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T[]) : [];
}

/** The newest result of each peer in each scenario. */
function save(result: Result): void {
  const others = read().filter(({ peer, scenario }) => peer !== result.peer || scenario !== result.scenario);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `${JSON.stringify([...others, result], null, 1)}\n`);
}
