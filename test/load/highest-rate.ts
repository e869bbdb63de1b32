import type { VirtualUsers } from './virtual-users.ts';
import { load, type Step, MAX_LATENCY_MS, type ObservedProcesses } from './load.ts';

/** The search ends when the ratio of the lowest failed and the highest sustained rate is below this. */
const MAX_GAP_RATIO = 1.1;
const MAX_STEPS = 16;
/** Share of the requested deliveries that must arrive within the window. */
const MIN_DELIVERED_SHARE = 0.93;
/** Where messages are written in batches a higher rate may cost less than a lower one that failed. */
const PROBE_RATIO = 1.5;

export const isSustained = (step: Step): boolean =>
  step.deliverP99 < MAX_LATENCY_MS &&
  step.lost + step.doubled + step.refused + step.unanswered === 0 &&
  step.rate >= MIN_DELIVERED_SHARE * (step.offered ?? 0);

/** Loads at a rate of deliveries per second. */
export type LoadAtRate = (rate: number) => Promise<Step>;

/**
 * Finds the highest sustained rate. A failed step is repeated once, and once in the search a rate above the failed one is
 * tried: neither a single stumble of the machine nor costs that fall with the rate end the search too early.
 */
export async function searchHighestRate(guess: number, loadAt: LoadAtRate): Promise<{ steps: Step[]; best?: Step }> {
  const steps: Step[] = [];
  let best: Step | undefined;
  let failed = Infinity;
  let isProbed = false;
  const attempt = async (rate: number): Promise<boolean> => {
    const step = await loadAt(rate);
    steps.push(step);
    const holds = isSustained(step);
    if (holds && step.rate > (best?.rate ?? 0)) best = step;
    return holds;
  };
  for (let rate = guess * 0.8; steps.length < MAX_STEPS;) {
    if (!(await attempt(rate)) && !(await attempt(rate))) {
      failed = rate;
      // Not far above what was held: the first failure is met by doubling steps.
      if (!isProbed && best) {
        isProbed = true;
        if (await attempt(rate * PROBE_RATIO)) failed = Infinity;
      }
    }
    const held = best?.offered ?? 0;
    if (held && failed / held < MAX_GAP_RATIO) break;
    rate = failed === Infinity ? held * 1.4 : held ? Math.sqrt(held * failed) : failed * 0.6;
  }
  return { steps, ...(best && { best }) };
}

/** Finds the highest sustained rate of a running server. */
export async function findHighestRate(
  users: VirtualUsers,
  observed: ObservedProcesses,
  seconds: number,
  report: (step: Step) => void,
): Promise<{ steps: Step[]; best?: Step }> {
  const guess = await warmUp(users, observed, report);
  return searchHighestRate(guess, async (rate) => {
    const step = await load(users, observed, seconds, { rate });
    report(step);
    return step;
  });
}

/** Lets the compiler optimise hot code; returns a first guess of the highest rate. */
async function warmUp(users: VirtualUsers, observed: ObservedProcesses, tell: (step: Step) => void): Promise<number> {
  const few = Math.max(8, Math.min(256, Math.round(20_000 / users.scenario.members)));
  await load(users, observed, 1, { outstanding: 16 });
  const step = await load(users, observed, 2, { outstanding: few });
  tell(step);
  return step.rate;
}
