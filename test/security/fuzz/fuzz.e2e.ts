import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newDatabase } from '../../support/app.ts';
import { type BuiltServer, freePort, startBuiltServer } from '../../support/built-server.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { type Case, placeOf } from './cases.ts';
import { generator } from './generator.ts';
import { Probe } from './probe.ts';
import { type Fault, send } from './send.ts';
import { smallest } from './smaller.ts';
import { World } from './world.ts';

/** Without FUZZ_SECONDS a number of cases that take about a minute; FUZZ_SEED repeats a run. */
const seconds = Number(process.env.FUZZ_SECONDS ?? 0);
const seed = Number(process.env.FUZZ_SEED ?? 20_261_129);
const MAX_CASES = seconds ? Infinity : 2_000;
/** Of the server's own work. In `npm test` other suites and builds disturb it, and only what anybody notices counts. */
const MAX_STALL_MS = seconds ? 250 : 2_000;
const MAX_RESIDENT_BYTES = 900 * 1024 ** 2;
/** Cases that are under way at once. */
const LANES = 4;
/** After so many cases the world is made anew, and the server is looked at. */
const ROUND = 40;
const ROUNDS_OF_A_WORLD = 12;
const MAX_FAULTS = 20;
const MINUTES = 60_000;

/**
 * Sends what nobody foresaw to the real server in a process of its own. No answer is a 5xx (but 503 with Retry-After),
 * the process neither ends nor stalls nor grows without bound. A failure prints the smallest case found that repeats it.
 */
describe('generated input', () => {
  let server: BuiltServer;
  let world: World;
  let probe: Probe;
  const faults = new Map<string, string>();

  beforeAll(async () => {
    const port = await freePort();
    server = await startBuiltServer(await newDatabase(), undefined, {
      METRICS_PORT: String(port),
      NODE_OPTIONS: '--max-old-space-size=512',
      UPLOAD_QUOTA: '1000',
      LOG_LEVEL: 'error',
    });
    world = await World.of(server.url);
    probe = new Probe(port);
    await probe.look();
  }, 2 * MINUTES);

  afterAll(() => server.stop('SIGTERM'));

  const attempt = async (one: Case): Promise<Fault> => {
    const fault = await send(one, world, server.url);
    return server.exitCode() === null ? fault : 'the process ended';
  };

  const report = async (one: Case, fault: string) => {
    const place = `${fault}: ${placeOf(one)}`;
    if (faults.has(place)) return;
    faults.set(place, '');
    const logged = server.output().length;
    const again = async (less: Case) => server.exitCode() === null && (await attempt(less)) === fault;
    const least = (await again(one)) ? await smallest(one, again) : one;
    faults.set(place, `${JSON.stringify(least)}\n${server.output().slice(logged).split('\n')[0]?.slice(0, 600)}`);
  };

  /** One case after the other: what stalls the loop or fills the memory is found by trying each alone. */
  const blame = async (round: Case[], fits: (health: Awaited<ReturnType<Probe['look']>>) => boolean, fault: string) => {
    for (const one of round) {
      await send(one, world, server.url);
      if (fits(await probe.look())) return report(one, fault);
    }
  };

  const runRound = async (cases: Case[]) => {
    const waiting = [...cases];
    const lane = async () => {
      for (let one = waiting.shift(); one && server.exitCode() === null; one = waiting.shift()) {
        const fault = await attempt(one);
        if (fault) await report(one, fault);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    if (server.exitCode() !== null) {
      faults.set('the process ended', `${JSON.stringify(cases)}\n${server.output().slice(-3_000)}`);
      return;
    }
    const { stallMs, residentMemory } = await probe.look();
    if (stallMs > MAX_STALL_MS) await blame(cases, (health) => health.stallMs > MAX_STALL_MS, 'the event loop stalls');
    if (residentMemory > MAX_RESIDENT_BYTES)
      faults.set(
        'the memory grows',
        `${Math.round(residentMemory / 1024 ** 2)} MB after ${JSON.stringify(cases).slice(0, 20_000)}`,
      );
  };

  test(
    `of seed ${seed}`,
    async () => {
      const next = await generator(server.url, seededRandom(seed));
      const end = seconds ? Date.now() + seconds * 1_000 : Infinity;
      let count = 0;
      for (let round = 1; count < MAX_CASES && Date.now() < end && faults.size < MAX_FAULTS; round++) {
        const cases = Array.from({ length: ROUND }, next);
        count += cases.length;
        await runRound(cases);
        if (server.exitCode() !== null) break;
        if (round % ROUNDS_OF_A_WORLD === 0) await world.renew();
      }
      process.stdout.write(`${count} generated cases of FUZZ_SEED=${seed}, ${faults.size} faults\n`);
      expect([...faults].map(([place, details]) => `${place}\n${details}`).join('\n\n')).toBe('');
      expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    },
    seconds ? (seconds + 600) * 1_000 : 10 * MINUTES,
  );
});
