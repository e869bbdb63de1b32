import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrate } from '../../src/operations/migrate.ts';
import { FaultyProxy } from '../faults/support/faulty-proxy.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { eventually } from '../support/member.ts';
import { requireProgram } from '../support/services/debian-program.mjs';
import { seededRandom } from '../support/seeded-random.ts';
import { type DrillCluster, FailoverDrill } from './support/failover-drill.ts';
import { measured } from './support/measurements.ts';
import { Patroni, PROGRAMS } from './support/patroni.ts';
import { removeFolder, sharedFolder } from './support/shared-folder.ts';

const USER_COUNT = 10;
const LAG_MS = 3_000;
const READY_TIMEOUT_MS = 60_000;
const seed = Number(process.env.FAILOVER_SEED ?? Math.floor(Math.random() * 1e9));

/** In their order: each power cut leaves a node less. */
const failovers: [what: string, lagMs: number, act: (patroni: Patroni) => Promise<void>][] = [
  ['a planned change of the leader', 0, (patroni) => patroni.switchOver()],
  ['a power cut with synchronous_mode', 0, (patroni) => patroni.losePower()],
  ['a power cut while the last standby lags', LAG_MS, (patroni) => patroni.losePower()],
];

const isPartOfRun = process.env.FAILOVER === 'all';
const missing = isPartOfRun ? missingProgram() : undefined;
if (missing) process.stderr.write(`Left out: Patroni. ${missing}\n`);

/** What keeps Patroni from being tried, in words. */
function missingProgram(): string | undefined {
  try {
    for (const [name, debianPackage] of PROGRAMS) requireProgram(name, debianPackage);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Debian's Patroni with three nodes and an etcd, which are installed for it. Part of `npm run test:failover`. */
(isPartOfRun && !missing ? describe : describe.skip)(`with Patroni, FAILOVER_SEED=${seed}`, () => {
  const folder = sharedFolder();
  const random = seededRandom(seed);
  let patroni: Patroni;
  let nodes: BuiltServer[];
  let front: FaultyProxy;
  let drill: FailoverDrill;
  let act: (patroni: Patroni) => Promise<void>;

  beforeAll(async () => {
    patroni = await Patroni.start(folder, (url) => migrate(url, () => undefined));
    const start = () => startBuiltServer(patroni.url, undefined, { LOG_LEVEL: 'warn' });
    nodes = [await start(), await start()];
    front = await FaultyProxy.open(...nodes.map(({ port }) => port));
    await bothAreReady();
    const cluster: DrillCluster = {
      url: `http://127.0.0.1:${front.port}`,
      pair: patroni,
      spread: () => front.cut(),
      failover: () => act(patroni),
      ready: bothAreReady,
      crashRedis: () => Promise.reject(new Error('There is none')),
      restartRedis: () => Promise.reject(new Error('There is none')),
    };
    drill = await FailoverDrill.create(cluster, USER_COUNT);
  }, 400_000);

  afterAll(async () => {
    await drill.stop();
    await front.close();
    for (const node of nodes) await node.stop('SIGKILL');
    await patroni.stop();
    removeFolder(folder);
  }, 60_000);

  async function bothAreReady(): Promise<void> {
    for (const { url } of nodes) {
      const isReady = async () => (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok;
      await eventually(isReady, 'both nodes are ready', READY_TIMEOUT_MS);
    }
  }

  test.each(failovers)(
    '%s leaves one history',
    async (what, lagMs, happens) => {
      act = happens;
      const result = await drill.run({ way: 'moves', lagMs, isRedisAway: false }, random);
      expect(result.violations).toEqual([]);
      if (lagMs) expect(result.broughtBack).toBeGreaterThan(0);
      else expect(result.resets).toBe(0);
      const { acked, broughtBack, backMs } = result;
      const lost = lagMs ? `, ${broughtBack} of them lost and brought back` : '';
      measured('Patroni', `${what}: ${acked} acknowledged${lost}; acknowledged again ${backMs} ms after a node leads`);
    },
    400_000,
  );
});
