import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FailoverCluster } from './support/failover-cluster.ts';
import { FailoverDrill, type FailoverResult, randomPlan } from './support/failover-drill.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { measured } from './support/measurements.ts';
import { removeFolder, sharedFolder } from './support/shared-folder.ts';

/** `npm run test:failover`; without it the short form. */
const isFullRun = process.env.FAILOVER === 'all';
const USER_COUNT = isFullRun ? 20 : 6;
const FAILOVER_COUNT = Number(process.env.FAILOVER_COUNT ?? (isFullRun ? 20 : 2));
const seed = Number(process.env.FAILOVER_SEED ?? Math.floor(Math.random() * 1e9));

describe(`random failovers, FAILOVER_SEED=${seed}`, () => {
  const folder = sharedFolder();
  const random = seededRandom(seed);
  const results: FailoverResult[] = [];
  let cluster: FailoverCluster;
  let drill: FailoverDrill;

  beforeAll(async () => {
    cluster = await FailoverCluster.start(folder);
    drill = await FailoverDrill.create(cluster, USER_COUNT);
  }, 360_000);

  afterAll(async () => {
    await drill.stop();
    await cluster.stop();
    removeFolder(folder);
    report(results);
  }, 60_000);

  // The first ones are of both kinds, however few there are.
  const kinds = Array.from({ length: FAILOVER_COUNT }, (_, index) => [index + 1, index < 2 ? index === 0 : undefined]);

  test.each(kinds as [number, boolean | undefined][])(
    'failover %i leaves one history',
    async (number, isLossy) => {
      if (number > 1) await cluster.renewStandby();
      const result = await drill.run(randomPlan(random, isLossy), random);
      results.push(result);
      expect(result.violations).toEqual([]);
      if (!result.lagMs) expect(result.resets).toBe(0);
    },
    400_000,
  );
});

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function report(results: readonly FailoverResult[]): void {
  const lines = results.map(
    ({ way, lagMs, isRedisAway, acked, broughtBack, resets, backMs, convergedMs, violations: wrong }, index) =>
      `| ${index + 1} | ${way}${isRedisAway ? ', no Redis' : ''} | ${lagMs ? seconds(lagMs) : 'nothing'} | ${acked} | ${broughtBack} | ${resets} | ${seconds(backMs)} | ${seconds(convergedMs)} | ${wrong.length ? `${wrong.length} broken` : 'held'} |`,
  );
  const head = [
    `FAILOVER_SEED=${seed}`,
    '| failover | way | lost | acked | brought back | resets | acknowledged again | same lists | promises |',
    '| --: | --- | --- | --: | --: | --: | --: | --: | --- |',
  ];
  process.stdout.write(`\n${[...head, ...lines].join('\n')}\n`);
  const lossy = results.filter(({ lagMs }) => lagMs > 0);
  const worst = (of: readonly FailoverResult[], ms: (result: FailoverResult) => number) => Math.max(0, ...of.map(ms));
  const lists = worst(results, ({ convergedMs }) => convergedMs);
  const broughtBack = lossy.reduce((sum, result) => sum + result.broughtBack, 0);
  measured('X1', `lists equal within ${seconds(lists)} of quiet; ${broughtBack} lost messages brought back, each once`);
  measured('X2', `acknowledged again within ${seconds(worst(results, ({ backMs }) => backMs))}, no command needed`);
}
