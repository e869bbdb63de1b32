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
/** Longest time that the server's event loop may be busy. In `npm test` other suites compete for the cores: only stalls that people would notice count. */
const MAX_STALL_MS = seconds ? 250 : 2_000;
const MAX_RESIDENT_BYTES = 900 * 1024 ** 2;
/** Cases that are under way at once. */
const LANES = 4;
/** After so many cases the world is made anew, and the server is looked at. */
const ROUND = 40;
const ROUNDS_OF_A_WORLD = 12;
const MAX_FAULTS = 20;
const MINUTES = 60_000;
const ENDED = 'the process ended';

/**
 * Sends what nobody foresaw to the real server in a process of its own. No answer is a 5xx (but 503 with Retry-After),
 * the process neither ends nor stalls nor grows without bound. A failure prints the smallest case found that repeats it.
 */
describe('generated input', () => {
  let server: BuiltServer;
  let world: World;
  let probe: Probe;
  const faults = new Map<string, string>();
  const answers = new Map<string, number>();

  const seen = (status: number) => {
    const kind = `${Math.floor(status / 100)}xx`;
    answers.set(kind, (answers.get(kind) ?? 0) + 1);
  };

  const settings = {
    METRICS_PORT: '',
    NODE_OPTIONS: '--max-old-space-size=512',
    UPLOAD_QUOTA: '1000',
    LOG_LEVEL: 'error',
  };
  let database: string;

  beforeAll(async () => {
    const port = await freePort();
    settings.METRICS_PORT = String(port);
    database = await newDatabase();
    server = await startBuiltServer(database, undefined, settings);
    world = await World.of(server.url);
    probe = new Probe(port);
    await probe.look();
  }, 2 * MINUTES);

  afterAll(() => server.stop('SIGTERM'));

  const hasEnded = () => server.exitCode() !== null;

  /** The same server once more, if it has ended. */
  const revive = async () => {
    if (hasEnded()) server = await startBuiltServer(database, server.port, settings);
  };

  const attempt = async (one: Case): Promise<Fault> => {
    const fault = await send(one, world, server.url, seen);
    return hasEnded() ? ENDED : fault;
  };

  const repeats = async (one: Case, fault: Fault) => {
    await revive();
    return (await attempt(one)) === fault;
  };

  const report = async (one: Case, fault: string) => {
    const place = `${fault}: ${placeOf(one)}`;
    if (faults.has(place)) return;
    faults.set(place, '');
    const repeated = await repeats(one, fault);
    // Of the cases that were under way when the process ended one has ended it.
    if (!repeated && fault === ENDED) return void faults.delete(place);
    const least = repeated ? await smallest(one, (less) => repeats(less, fault)) : one;
    await repeats(least, fault);
    faults.set(place, `${JSON.stringify(least)}\n${server.output().trim().split('\n').at(-1)?.slice(0, 600)}`);
    await revive();
  };

  /** One case after the other: what stalls the loop is found by trying each alone, and counts if it does so again. */
  const blame = async (round: Case[]) => {
    for (const one of round) {
      await send(one, world, server.url, seen);
      if ((await probe.look()).stallMs > MAX_STALL_MS)
        faults.set(`the event loop stalls: ${placeOf(one)}`, JSON.stringify(one));
    }
  };

  const runRound = async (cases: Case[]) => {
    const waiting = [...cases];
    const suspects: [Case, string][] = [];
    const lane = async () => {
      for (let one = waiting.shift(); one && !hasEnded(); one = waiting.shift()) {
        const fault = await attempt(one);
        if (fault) suspects.push([one, fault]);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    const last = server.output().slice(-3_000);
    const known = faults.size;
    for (const [one, fault] of suspects) await report(one, fault);
    if (suspects.some(([, fault]) => fault === ENDED) && faults.size === known)
      faults.set(`${ENDED}, and by no case alone`, `${JSON.stringify(cases)}\n${last}`);
    await revive();
    const { stallMs, residentMemory } = await probe.look();
    if (stallMs > MAX_STALL_MS) await blame(cases);
    if (residentMemory > MAX_RESIDENT_BYTES)
      faults.set('the memory grows', `${residentMemory} bytes after ${JSON.stringify(cases).slice(0, 20_000)}`);
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
        if (round % ROUNDS_OF_A_WORLD === 0) await world.renew();
      }
      const tally = [...answers].sort().map(([kind, times]) => `${times} × ${kind}`);
      process.stdout.write(
        `${count} generated cases of FUZZ_SEED=${seed} (${tally.join(', ')}), ${faults.size} faults\n`,
      );
      // Most is refused, and yet cases get as far as the database.
      expect(answers.get('2xx') ?? 0).toBeGreaterThan(count / 20);
      expect([...faults].map(([place, details]) => `${place}\n${details}`).join('\n\n')).toBe('');
      expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    },
    seconds ? (seconds + 600) * 1_000 : 10 * MINUTES,
  );
});
