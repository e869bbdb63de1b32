import type { VirtualUsers } from './virtual-users.ts';
import { load, type Step, MAX_LATENCY_MS, type ObservedProcesses } from './load.ts';

/** The search ends when the ratio of the lowest failed and the highest sustained rate is below this. */
const MAX_GAP_RATIO = 1.1;
const MAX_STEPS = 12;
/** Share of the requested deliveries that must arrive within the window. */
const MIN_DELIVERED_SHARE = 0.93;
/** Cores used by other processes from which on a failed step is repeated once. */
const DISTURBED_FROM_CORES = 0.3;

export const isSustained = (step: Step): boolean =>
  step.deliverP99 < MAX_LATENCY_MS &&
  step.lost + step.doubled + step.refused + step.unanswered === 0 &&
  step.rate >= MIN_DELIVERED_SHARE * (step.offered ?? 0);

/** Finds the highest sustained rate by bisection. */
export async function findHighestRate(
  users: VirtualUsers,
  observed: ObservedProcesses,
  seconds: number,
  report: (step: Step) => void,
): Promise<{ steps: Step[]; best?: Step }> {
  const guess = await warmUp(users, observed, report);
  const steps: Step[] = [];
  let best: Step | undefined;
  let failed = Infinity;
  for (let rate = guess * 0.8; steps.length < MAX_STEPS;) {
    const step = await retryIfDisturbed(() => load(users, observed, seconds, { rate }));
    report(step);
    steps.push(step);
    if (isSustained(step)) best = step;
    else failed = rate;
    const held = best?.offered ?? 0;
    if (held && failed / held < MAX_GAP_RATIO) break;
    rate = failed === Infinity ? held * 1.4 : held ? Math.sqrt(held * failed) : failed * 0.6;
  }
  return { steps, best };
}

/** Lets the compiler optimise hot code; returns a first guess of the highest rate. */
async function warmUp(users: VirtualUsers, observed: ObservedProcesses, tell: (step: Step) => void): Promise<number> {
  const few = Math.max(8, Math.min(256, Math.round(20_000 / users.scenario.members)));
  await load(users, observed, 1, { outstanding: 16 });
  const step = await load(users, observed, 2, { outstanding: few });
  tell(step);
  return step.rate;
}

/** Repeats a step once that failed while other processes used the machine. */
async function retryIfDisturbed(attempt: () => Promise<Step>): Promise<Step> {
  const step = await attempt();
  return isSustained(step) || step.strangersCores < DISTURBED_FROM_CORES ? step : attempt();
}
