import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../support/seeded-random.ts';
import { FailoverCluster } from './support/failover-cluster.ts';
import { FailoverDrill, type FailoverPlan, type FailoverResult } from './support/failover-drill.ts';
import { removeFolder, sharedFolder } from './support/shared-folder.ts';

const USER_COUNT = 6;
const LOSSY: FailoverPlan = { way: 'moves', lagMs: 3_000, isRedisAway: false };
const LOSSLESS: FailoverPlan = { ...LOSSY, lagMs: 0 };

/** Takes away one thing at a time; the drill must find out. Part of `npm run test:failover`. */
(process.env.FAILOVER === 'all' ? describe : describe.skip)('a server or a client that lacks', () => {
  let folder: string;

  beforeEach(() => {
    folder = sharedFolder();
  });
  afterEach(() => removeFolder(folder));

  async function drill(plan: FailoverPlan, sabotage: string, keepsSent = true): Promise<FailoverResult> {
    const file = join(import.meta.dirname, 'support/sabotage.mjs');
    const cluster = await FailoverCluster.start(folder, { NODE_OPTIONS: `--import=${file}`, SABOTAGE: sabotage });
    const users = await FailoverDrill.create(cluster, USER_COUNT);
    for (const user of users.users) user.keepsSent = keepsSent;
    try {
      return await users.run(plan, seededRandom(1));
    } finally {
      await users.stop();
      await cluster.stop();
    }
  }

  test('nothing is not accused', async () => {
    expect(await drill(LOSSLESS, 'none')).toMatchObject({ violations: [], resets: 0 });
  }, 400_000);

  test('generations is found out', async () => {
    const { violations } = await drill(LOSSY, 'no generations');
    expect(violations).toContainEqual(expect.stringMatching(/^(?:lost|differs)/));
  }, 400_000);

  test('doubt about what a client holds is found out', async () => {
    const { violations } = await drill(LOSSY, 'every witness is believed');
    expect(violations).toContainEqual(expect.stringMatching(/^differs/));
  }, 400_000);

  test('the proof of what a client holds is found out', async () => {
    const { violations, resets } = await drill(LOSSLESS, 'no witness is believed');
    expect(violations).toEqual([]);
    expect(resets).toBeGreaterThan(0);
  }, 400_000);

  test('memory of what was acknowledged is found out', async () => {
    const { violations } = await drill(LOSSY, 'none', false);
    expect(violations).toContainEqual(expect.stringMatching(/^lost/));
  }, 400_000);
});
